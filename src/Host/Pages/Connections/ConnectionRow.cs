using Nexus.Application.Features.Connections;
using Nexus.Application.Storage;

namespace Nexus.Host.Pages.Connections;

/// <summary>A connection as a line of the list.</summary>
/// <param name="ProviderName">As people know it.</param>
/// <param name="Reads">What was read lately; null where no run was.</param>
public sealed record ConnectionRow(ConnectionView Connection, string ProviderName, ConnectionReads? Reads);
