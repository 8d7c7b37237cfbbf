using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Host.Identity;

/// <summary>A person as ASP.NET Core Identity works on one.</summary>
internal sealed class Account
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; set; }

    /// <summary>The address as Identity normalises it.</summary>
    public string EmailKey { get; set; } = "";

    public string PasswordHash { get; set; } = "";

    public string SecurityStamp { get; set; } = "";

    public Person Person => new(Id, Name, Email);

    public PersonAccount Stored => new(Person, EmailKey, PasswordHash, SecurityStamp);

    public static Account Of(PersonAccount stored) =>
        new()
        {
            Id = stored.Person.Id,
            Name = stored.Person.Name,
            Email = stored.Person.Email,
            EmailKey = stored.EmailKey,
            PasswordHash = stored.PasswordHash,
            SecurityStamp = stored.SecurityStamp,
        };

    public override string ToString() => $"account {Id}";
}
