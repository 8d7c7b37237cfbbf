using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>How people prove who they are.</summary>
public interface IAccounts
{
    /// <summary>Five failures have an account rest for 15 minutes. Whatever the reason for a no, it takes as long.</summary>
    /// <returns>Null where there is no such account, the password is another one, or the account rests.</returns>
    Task<Person?> VerifyAsync(string email, string password, CancellationToken cancellationToken);

    /// <summary>The person with the address, or null.</summary>
    Task<Person?> FindAsync(string email, CancellationToken cancellationToken);

    /// <summary>Adds a person, in the workspace transaction that is open.</summary>
    /// <exception cref="RefusedException"><c>email_taken</c> (conflict).</exception>
    Task<Person> CreateAsync(string name, string email, string password, CancellationToken cancellationToken);

    /// <summary>Counts failures as <see cref="VerifyAsync"/> does.</summary>
    /// <returns>False where the current password is another one, or the account rests.</returns>
    Task<bool> ChangePasswordAsync(Guid person, string current, string next, CancellationToken cancellationToken);

    /// <summary>Sets a password without asking for the one before it, and gives all attempts back.</summary>
    Task ResetPasswordAsync(Guid person, string next, CancellationToken cancellationToken);
}
