using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Nexus.Host.Api;

/// <summary>Which proxies may say where a call came from; configuration section <c>Proxies</c>, addresses or networks.</summary>
internal static class Proxies
{
    private const string Section = "Proxies";

    /// <exception cref="FormatException">An entry is neither an address nor a network.</exception>
    public static void Configure(IServiceCollection services, IConfiguration configuration)
    {
        var entries = Of(configuration);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // Addresses are followed back to the first that is no known proxy, however many of these there are.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var entry in entries)
            {
                if (entry.Contains('/', StringComparison.Ordinal))
                    options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(entry));
                else
                    options.KnownProxies.Add(IPAddress.Parse(entry));
            }
        });
    }

    /// <summary>Without configured proxies the headers mean nothing: anyone can send them.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (Of(app.Configuration).Length > 0)
            app.UseForwardedHeaders();
    }

    private static string[] Of(IConfiguration configuration) => configuration.GetSection(Section).Get<string[]>() ?? [];
}
