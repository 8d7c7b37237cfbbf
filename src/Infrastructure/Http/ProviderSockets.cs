using System.Net;

namespace Nexus.Infrastructure.Http;

/// <summary>The pool of connections of one provider.</summary>
internal static class ProviderSockets
{
    public static SocketsHttpHandler Create(Dialler dialler) =>
        new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            // A proxy would dial in our place, and nobody would check the address.
            UseProxy = false,
            Credentials = null,
            // Trace ids are ours and no provider's business.
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancellationToken) =>
                dialler.ConnectAsync(context.DnsEndPoint, cancellationToken),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Names are looked up, and the addresses checked, at least this often.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            // What is left of an answer that nobody wants is not read to its end.
            MaxResponseDrainSize = 64 * 1024,
            MaxResponseHeadersLength = 64,
        };
}
