namespace Nexus.Application.Features.Syncs;

/// <summary>The run that does what was asked for, whether it was open before or not.</summary>
public sealed record RequestedRun(Guid RunId);
