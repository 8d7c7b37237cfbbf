namespace Nexus.Host.Components;

/// <summary>One page of several that are gone through in turn.</summary>
/// <param name="Path">Null where it cannot be gone to yet.</param>
public sealed record Step(string Name, string? Path, bool IsDone);
