using Nexus.Application.Features.Connections;
using Nexus.Application.Storage;

namespace Nexus.Host.Pages.Connections;

/// <summary>A connection as a line of the list.</summary>
/// <param name="ProviderName">As people know it.</param>
/// <param name="Reads">What was read lately; null where no run was.</param>
public sealed record ConnectionRow(ConnectionView Connection, string ProviderName, ConnectionReads? Reads)
{
    public bool Matches(string? search, string? status) =>
        (string.IsNullOrEmpty(status) || Connection.Status == status)
        && (
            string.IsNullOrWhiteSpace(search)
            || new[] { Connection.Name, ProviderName, Connection.Account?.Name, Connection.Account?.Id }.Any(text =>
                text?.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) == true
            )
        );
}
