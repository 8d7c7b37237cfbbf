using System.Net;
using System.Net.Sockets;

namespace Nexus.Host.Api.RateLimits;

/// <summary>Where a call comes from, as limits count it.</summary>
internal static class CallerAddress
{
    /// <summary>The address; of IPv6 the network, since one caller commands all of its addresses.</summary>
    public static string Of(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
