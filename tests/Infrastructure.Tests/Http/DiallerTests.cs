using System.Net;
using System.Net.Sockets;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Http;

namespace Nexus.Infrastructure.Tests.Http;

/// <summary>Nothing but public addresses is dialled, however they are written and whatever a name leads to.</summary>
public sealed class DiallerTests : IDisposable
{
    private readonly TcpListener _listener = Listen();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static TheoryData<string> Hosts => [.. PrivateHosts.All];

    [Theory, MemberData(nameof(Hosts))]
    public async Task A_host_that_is_not_public_is_never_reached(string host)
    {
        using var sockets = ProviderSockets.Create(new Dialler("test", configured: null, PrivateHosts.ResolveAsync));
        using var caller = new HttpMessageInvoker(sockets);

        var failure = await Record.ExceptionAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{Port}/");
            using var response = await caller.SendAsync(request, CancellationToken.None);
        });

        Assert.True(
            failure is UriFormatException
                || failure?.InnerException is IntegrationException { Fault: IntegrationFault.OperatorFault }
                || failure?.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound },
            $"{failure}"
        );
        Assert.False(_listener.Pending());
    }

    [Fact]
    public void The_table_is_long_enough_to_mean_something() =>
        Assert.True(PrivateHosts.All.Distinct(StringComparer.Ordinal).Count() >= 150);

    [Fact]
    public async Task A_host_that_the_operator_named_is_reached()
    {
        var dialler = new Dialler("test", new Uri($"http://localhost:{Port}/"), Dns.GetHostAddressesAsync);

        await using var stream = await dialler.ConnectAsync(new DnsEndPoint("localhost", Port), CancellationToken.None);

        using var accepted = await _listener.AcceptTcpClientAsync();
        Assert.True(accepted.Connected);
    }

    [Theory]
    [InlineData("127.0.0.1", 0)]
    [InlineData("localhost", 1)]
    public async Task Another_host_or_port_than_the_one_that_the_operator_named_is_not_reached(string host, int beside)
    {
        var dialler = new Dialler("test", new Uri($"http://localhost:{Port + beside}/"), Dns.GetHostAddressesAsync);

        await Assert.ThrowsAsync<IntegrationException>(async () =>
            await dialler.ConnectAsync(new DnsEndPoint(host, Port), CancellationToken.None)
        );

        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task A_name_that_was_public_before_is_judged_by_what_is_dialled_now()
    {
        using var stop = new CancellationTokenSource();
        var answers = new Queue<string>(["93.184.216.34", "127.0.0.1"]);
        var dialler = new Dialler(
            "test",
            configured: null,
            async (_, _) =>
            {
                var address = IPAddress.Parse(answers.Dequeue());
                // The public address is accepted and not dialled: the test must leave this machine alone.
                if (answers.Count == 1)
                    await stop.CancelAsync();
                return [address];
            }
        );
        var target = new DnsEndPoint("rebinding.example", Port);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await dialler.ConnectAsync(target, stop.Token)
        );

        var failure = await Assert.ThrowsAsync<IntegrationException>(async () =>
            await dialler.ConnectAsync(target, CancellationToken.None)
        );

        Assert.Equal((IntegrationFault.OperatorFault, 0), (failure.Fault, answers.Count));
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task A_refusal_does_not_tell_what_the_name_leads_to()
    {
        var dialler = new Dialler(
            "test",
            configured: null,
            (_, _) => Task.FromResult<IPAddress[]>([new([10, 1, 2, 3])])
        );

        var failure = await Assert.ThrowsAsync<IntegrationException>(async () =>
            await dialler.ConnectAsync(new DnsEndPoint("inside.example", Port), CancellationToken.None)
        );

        Assert.DoesNotContain("10.1.2.3", failure.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _listener.Dispose();

    /// <remarks>On every address that this machine has, in both families: whatever got through would arrive.</remarks>
    private static TcpListener Listen()
    {
        var listener = Socket.OSSupportsIPv6
            ? new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } }
            : new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return listener;
    }
}
