namespace Nexus.Domain.Workspaces;

/// <summary>Someone who signs in. People belong to the instance; where they are members says what they see.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Email">As they wrote it; no two people have the same, whatever its case.</param>
public sealed record Person(Guid Id, string Name, string Email);
