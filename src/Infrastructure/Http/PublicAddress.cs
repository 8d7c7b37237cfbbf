using System.Net;
using System.Net.Sockets;

namespace Nexus.Infrastructure.Http;

/// <summary>Tells addresses of the public internet from all others.</summary>
internal static class PublicAddress
{
    /// <summary>IANA's special-purpose IPv4 blocks that are not reached globally, multicast, and what is reserved.</summary>
    private static readonly IPNetwork[] SpecialV4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.31.196.0/24"),
        IPNetwork.Parse("192.52.193.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("192.175.48.0/24"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        // Public by its number, and yet the metadata address of every machine at Azure.
        IPNetwork.Parse("168.63.129.16/32"),
    ];

    /// <summary>The only IPv6 block that global addresses are given from: mapped, translated and local ones lie outside.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    /// <summary>What lies in it and is none: protocol assignments with Teredo, documentation, and 6to4, which wraps IPv4.</summary>
    private static readonly IPNetwork[] SpecialV6 =
    [
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("2620:4f:8000::/48"),
        IPNetwork.Parse("3fff::/20"),
    ];

    public static bool Is(IPAddress address) =>
        address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !SpecialV4.Any(block => block.Contains(address)),
            // Asked first: the base library compares a mapped address with IPv6 blocks as if they were IPv4 ones.
            AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6
                && GlobalV6.Contains(address)
                && !SpecialV6.Any(block => block.Contains(address)),
            _ => false,
        };
}
