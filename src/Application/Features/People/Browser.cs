namespace Nexus.Application.Features.People;

/// <summary>From where somebody signs in, so that they recognise it in the list of their sessions.</summary>
/// <param name="Address">IP address.</param>
/// <param name="Agent">What the browser says of itself.</param>
public sealed record Browser(string Address, string Agent);
