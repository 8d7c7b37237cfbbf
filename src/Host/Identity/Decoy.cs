using Microsoft.AspNetCore.Identity;
using Nexus.Application.Authorisation;

namespace Nexus.Host.Identity;

/// <summary>An account whose password nobody knows, to look at where there is none.</summary>
internal sealed class Decoy
{
    public Decoy(IPasswordHasher<Account> hasher)
    {
        Account = new Account
        {
            Id = Guid.Empty,
            Name = "",
            Email = "",
        };
        Account.PasswordHash = hasher.HashPassword(Account, SecretToken.Create());
    }

    public Account Account { get; }
}
