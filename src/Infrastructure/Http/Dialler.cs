using System.Net;
using System.Net.Sockets;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Http;

/// <summary>Finds the addresses of a host, as the system does.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>Opens connections, and only to public addresses unless the operator named the host.</summary>
/// <remarks>
/// The address that was checked is the one that is dialled: a name that is looked up twice could have led elsewhere the
/// second time.
/// </remarks>
/// <param name="configured">The operator's address of the provider; null where there is none.</param>
internal sealed class Dialler(string provider, Uri? configured, ResolveHost resolve)
{
    /// <exception cref="IntegrationException">The host leads to no public address.</exception>
    /// <exception cref="SocketException">It cannot be found or reached.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var found = IPAddress.TryParse(target.Host, out var literal)
            ? [literal]
            : await resolve(target.Host, cancellationToken);
        var allowed = IsConfigured(target) ? found : [.. found.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
            throw Refused(found);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsConfigured(DnsEndPoint target) =>
        configured is not null
        && configured.Port == target.Port
        && string.Equals(configured.IdnHost, target.Host, StringComparison.OrdinalIgnoreCase);

    /// <remarks>Says nothing of what was found: an answer that did would let callers explore the operator's network.</remarks>
    private Exception Refused(IPAddress[] found) =>
        found.Length == 0
            ? new SocketException((int)SocketError.HostNotFound)
            : new IntegrationException(
                IntegrationFault.OperatorFault,
                "The provider's host leads to no public address, so Nexus does not call it. "
                    + $"The operator can allow the host by naming it in Providers__{provider}__BaseUrl."
            );
}
