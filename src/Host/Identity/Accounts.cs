using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Identity;
using Nexus.Application;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Host.Identity;

/// <summary>Passwords by ASP.NET Core Identity; failures counted in the database, by Nexus's clock.</summary>
internal sealed class Accounts(UserManager<Account> users, IPeople people, Decoy decoy, TimeProvider clock) : IAccounts
{
    private const int Attempts = 5;

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    public async Task<Person?> VerifyAsync(string email, string password, CancellationToken cancellationToken)
    {
        var account = await users.FindByEmailAsync(email);
        return await IsRightAsync(account, password, cancellationToken) ? account!.Person : null;
    }

    public async Task<Person?> FindAsync(string email, CancellationToken cancellationToken) =>
        (await users.FindByEmailAsync(email))?.Person;

    public async Task<Person> CreateAsync(
        string name,
        string email,
        string password,
        CancellationToken cancellationToken
    )
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            Name = name,
            Email = email,
        };
        Hold(await users.CreateAsync(account, password));
        return account.Person;
    }

    public async Task<bool> ChangePasswordAsync(
        Guid person,
        string current,
        string next,
        CancellationToken cancellationToken
    )
    {
        var account = await users.FindByIdAsync(person.ToString());
        if (!await IsRightAsync(account, current, cancellationToken))
            return false;
        Hold(await users.ChangePasswordAsync(account!, current, next));
        return true;
    }

    public async Task ResetPasswordAsync(Guid person, string next, CancellationToken cancellationToken)
    {
        var account =
            await users.FindByIdAsync(person.ToString())
            ?? throw new InvalidOperationException("There is no such account.");
        Hold(await users.RemovePasswordAsync(account));
        Hold(await users.AddPasswordAsync(account, next));
        await people.ForgetAttemptsAsync(person, cancellationToken);
    }

    /// <remarks>
    /// An account that does not exist or rests costs the same look at a password, so that the time it takes tells nothing.
    /// </remarks>
    private async Task<bool> IsRightAsync(Account? account, string password, CancellationToken cancellationToken)
    {
        var tries = await people.TakeAttemptAsync(account?.Id ?? Guid.Empty, Attempts, Rest, cancellationToken);
        var looked = account is not null && tries ? account : decoy.Account;
        if (!await users.CheckPasswordAsync(looked, password) || looked != account)
            return false;
        await people.ForgetAttemptsAsync(account.Id, cancellationToken);
        return true;
    }

    private static void Hold(IdentityResult result)
    {
        if (result.Succeeded)
            return;
        if (result.Errors.Any(error => error.Code is "DuplicateEmail" or "DuplicateUserName"))
            throw new RefusedException(
                RefusalKind.Conflict,
                "email_taken",
                "This address has an account already. Sign in with it, then open the link again."
            );
        throw new ValidationException([
            .. result.Errors.Select(error => new ValidationFailure("Password", error.Description)),
        ]);
    }
}
