using Nexus.Domain.Workspaces;

namespace Nexus.Application.Authorisation;

/// <summary>What the sender of a request may do.</summary>
public sealed class Rights
{
    /// <summary>Of a caller who has shown nothing.</summary>
    public static readonly Rights None = new([], person: null);

    /// <summary>Of Nexus's own jobs and of the operator's console: everything.</summary>
    public static readonly Rights System = new([Right.System], person: null);

    private readonly bool _isSystem;

    private Rights(IReadOnlyList<string> held, SignedInPerson? person)
    {
        Held = held;
        Person = person;
        _isSystem = held.Contains(Right.System);
    }

    /// <summary>Rights by name; those that follow from them are not listed.</summary>
    public IReadOnlyList<string> Held { get; }

    /// <summary>The person, where one has signed in.</summary>
    public SignedInPerson? Person { get; }

    /// <summary>Of a program with an API key of these scopes.</summary>
    public static Rights OfKey(IEnumerable<string> scopes) => new([.. scopes], person: null);

    /// <summary>Of a person in the workspace where they have the role.</summary>
    public static Rights OfMember(MemberRole role, SignedInPerson person) => new([Right.Person, Named(role)], person);

    /// <summary>The right that a role comes with.</summary>
    public static string Named(MemberRole role) =>
        role switch
        {
            MemberRole.Viewer => Right.Read,
            MemberRole.Editor => Right.Write,
            MemberRole.Admin => Right.Admin,
            MemberRole.Owner => Right.Owner,
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
        };

    public bool Allow(string needed) => needed == Right.Nothing || _isSystem || Right.Covers(Held, needed);
}

/// <summary>A person who has signed in.</summary>
/// <param name="Session">The session of the browser that asks.</param>
public sealed record SignedInPerson(Guid Id, Guid Session, string Name, string Email);
