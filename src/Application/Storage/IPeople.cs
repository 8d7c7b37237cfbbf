using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>The people of the instance, one at a time: nothing here lists them.</summary>
public interface IPeople
{
    Task<PersonAccount?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <param name="emailKey">The address as Identity normalises it.</param>
    Task<PersonAccount?> FindByEmailAsync(string emailKey, CancellationToken cancellationToken);

    /// <summary>Adds someone, in the workspace transaction that is open where there is one.</summary>
    /// <returns>False where the address belongs to someone already.</returns>
    Task<bool> TryAddAsync(PersonAccount account, CancellationToken cancellationToken);

    /// <summary>Stores the name, the address and how the person proves who they are.</summary>
    Task ChangeAsync(PersonAccount account, CancellationToken cancellationToken);

    /// <summary>
    /// Takes one of the attempts at a password that a person has, before it is looked at: guesses that come at once are
    /// counted one by one. The last one begins the rest.
    /// </summary>
    /// <param name="attempts">How many there are.</param>
    /// <param name="rest">How long none are left once they are used up.</param>
    /// <returns>False while there is none.</returns>
    Task<bool> TakeAttemptAsync(Guid id, int attempts, TimeSpan rest, CancellationToken cancellationToken);

    /// <summary>Gives all attempts back.</summary>
    Task ForgetAttemptsAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>A person with what proves who they are.</summary>
/// <param name="EmailKey">The address as Identity normalises it; what is unique.</param>
/// <param name="PasswordHash">As Identity's hasher writes it.</param>
/// <param name="SecurityStamp">Another one after every change of what proves the person.</param>
public sealed record PersonAccount(Person Person, string EmailKey, string PasswordHash, string SecurityStamp)
{
    public override string ToString() => $"account {Person.Id}";
}
