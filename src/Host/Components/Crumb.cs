namespace Nexus.Host.Components;

/// <summary>A step of the way up from a page.</summary>
public sealed record Crumb(string Name, string Path);
