using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Nexus.Infrastructure.Tests.Http;

/// <summary>Hosts, as they may stand in an address, that lead to no public address.</summary>
internal static class PrivateHosts
{
    private static readonly string[] Targets =
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "172.16.0.1",
    ];

    private static readonly string[] Blocks =
    [
        "0.0.0.0-0.255.255.255",
        "10.0.0.0-10.255.255.255",
        "100.64.0.0-100.127.255.255",
        "127.0.0.0-127.255.255.255",
        "169.254.0.0-169.254.255.255",
        "172.16.0.0-172.31.255.255",
        "192.0.0.0-192.0.0.255",
        "192.0.2.0-192.0.2.255",
        "192.31.196.0-192.31.196.255",
        "192.52.193.0-192.52.193.255",
        "192.88.99.0-192.88.99.255",
        "192.168.0.0-192.168.255.255",
        "192.175.48.0-192.175.48.255",
        "198.18.0.0-198.19.255.255",
        "198.51.100.0-198.51.100.255",
        "203.0.113.0-203.0.113.255",
        "224.0.0.0-239.255.255.255",
        "240.0.0.0-255.255.255.255",
    ];

    private static readonly string[] SingleV4 = ["168.63.129.16", "100.100.100.200", "192.0.0.192", "224.0.0.251"];

    private static readonly string[] V6 =
    [
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000:0000:0000:0000:0000:0000:0000:0001]",
        "[::ffff:0:0]",
        "[100::1]",
        "[100:0:0:1::1]",
        "[1fff:ffff::1]",
        "[2001::1]",
        "[2001:1::1]",
        "[2001:2::1]",
        "[2001:10::1]",
        "[2001:20::1]",
        "[2001:1ff:ffff::1]",
        "[2001:db8::1]",
        "[2001:db8:ffff::1]",
        "[2002::1]",
        "[2620:4f:8000::1]",
        "[3fff::1]",
        "[3fff:fff:ffff::1]",
        "[4000::1]",
        "[5f00::1]",
        "[64:ff9b:1::a00:1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fdff:ffff::1]",
        "[fe80::1]",
        "[fe80::1%251]",
        "[febf::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[ff0e::1]",
    ];

    private static readonly string[] Written =
    [
        "127.1",
        "127.0.1",
        "0",
        "0x0",
        "00",
        "127.0.0.1.",
        "0177.1",
        "0x7f.1",
        "0x7f.0x0.0x0.0x1",
        "0177.0.0.0x1",
        "0x7F000001",
        "127.000.000.001",
        "%31%32%37.0.0.1",
        "127%2e0.0.1",
        "\uFF11\uFF12\uFF17.0.0.1",
        "127\u30020\u30020\u30021",
        "\u2460\u2461\u2466.\u24EA.\u24EA.\u2460",
        "user@127.0.0.1",
        "user:password@127.0.0.1",
        "api.stripe.com@127.0.0.1",
        "api.stripe.com%40127.0.0.1",
        "localhost",
        "LOCALHOST",
        "LocalHost",
        "localhost.",
        "%6cocalhost",
        "l\u24DEcalhost",
        "user@localhost",
    ];

    private static readonly Dictionary<string, string[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["127.0.0.1.wildcard.example"] = ["127.0.0.1"],
        ["metadata.google.internal"] = ["169.254.169.254"],
        ["mapped.example"] = ["::ffff:127.0.0.1"],
        ["translated.example"] = ["64:ff9b::7f00:1"],
        ["six.example"] = ["::1"],
        ["many.example"] = ["10.0.0.1", "::1", "192.168.0.1", "fd00::1"],
        ["carrier.example"] = ["100.64.0.1"],
        ["xn--mnchen-3ya.example"] = ["127.0.0.1"],
        ["anywhere.example"] = ["0.0.0.0"],
        ["everyone.example"] = ["255.255.255.255"],
        ["nowhere.example"] = [],
    };

    public static IReadOnlyList<string> All { get; } =
    [
        .. Blocks.SelectMany(block => block.Split('-')),
        .. SingleV4,
        .. V6,
        .. Written,
        .. Targets.SelectMany(Disguises),
        .. Names.Keys,
        "user@many.example",
        "MANY.example.",
        "m\u00FCnchen.example",
    ];

    public static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (Names.TryGetValue(host.TrimEnd('.'), out var addresses))
            return Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);
        return host.Contains("localhost", StringComparison.OrdinalIgnoreCase) || !host.Any(char.IsAsciiLetter)
            ? Dns.GetHostAddressesAsync(host, cancellationToken)
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>Other ways to write an IPv4 address, and IPv6 addresses that stand for it.</summary>
    private static IEnumerable<string> Disguises(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        var number = BitConverter.ToUInt32([.. bytes.Reverse()]);
        var (high, low) = (number >> 16, number & 0xffff);
        yield return address;
        yield return number.ToString(CultureInfo.InvariantCulture);
        yield return $"0x{number:x8}";
        yield return $"0{Convert.ToString(number, 8)}";
        yield return string.Join('.', bytes.Select(part => $"0x{part:x}"));
        yield return string.Join('.', bytes.Select(part => $"0{Convert.ToString(part, 8)}"));
        yield return $"{bytes[0]}.{number & 0xffffff}";
        yield return $"{bytes[0]}.{bytes[1]}.{low}";
        yield return $"[::ffff:{address}]";
        yield return $"[::ffff:{high:x}:{low:x}]";
        yield return $"[::{address}]";
        yield return $"[64:ff9b::{high:x}:{low:x}]";
        yield return $"[2002:{high:x}:{low:x}::1]";
        yield return $"[2001:0:{high:x}:{low:x}::1]";
        yield return $"[fe80::5efe:{high:x}:{low:x}]";
    }
}
