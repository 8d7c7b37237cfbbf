namespace Nexus.Host.Components;

/// <summary>One of several to choose from.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Text">What is read.</param>
/// <param name="Hint">A line below, for radios and checkboxes.</param>
/// <param name="Group">Heading under which it stands in a select; null for none.</param>
public sealed record Option(string Value, string Text, string? Hint = null, string? Group = null);
