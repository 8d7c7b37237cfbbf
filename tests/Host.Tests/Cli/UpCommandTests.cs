using System.Net.Sockets;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

public sealed class UpCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task From_an_empty_folder_to_ready_and_back_with_nothing_left_running()
    {
        await using (var up = Up())
        {
            var url = new Uri(await up.WaitForAsync("Nexus is ready: "));
            Assert.True(await ListensAsync(url));
            Assert.True(File.Exists(PidFile));
            Assert.Matches("(?m)^API key: .+$", up.Said);

            await up.SignalAsync("TERM");

            Assert.Equal(0, await up.EndAsync());
            Assert.False(await ListensAsync(url));
        }
        Assert.False(File.Exists(PidFile));
        Assert.True(File.Exists(_folder["postgres", "data", "PG_VERSION"]));

        await using var again = Up();
        await again.WaitForAsync("Nexus is ready: ");
        Assert.DoesNotContain("API key", again.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_of_a_killed_Nexus_is_taken_over_and_stopped_in_the_end()
    {
        await using (var killed = Up())
        {
            await killed.WaitForAsync("Nexus is ready: ");
            await killed.SignalAsync("KILL");
            await killed.EndAsync();
        }
        Assert.True(File.Exists(PidFile));

        await using var heir = Up();
        await heir.WaitForAsync("Nexus is ready: ");
        await heir.SignalAsync("INT");

        Assert.Equal(0, await heir.EndAsync());
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task A_taken_address_is_one_clear_line_and_stops_the_database_again()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        await using var up = Up($"http://{taken.LocalEndpoint}");

        Assert.Equal(1, await up.EndAsync());
        Assert.Contains("--urls", Assert.Single(up.Said.Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task A_missing_key_for_a_server_of_the_operator_is_one_clear_line()
    {
        await using var up = HostProcess.Start(
            ["up"],
            ("ConnectionStrings__Nexus", "Host=127.0.0.1;Username=me"),
            ("NEXUS_MASTER_KEY", null)
        );

        Assert.Equal(1, await up.EndAsync());
        Assert.StartsWith("NEXUS_MASTER_KEY is missing", Assert.Single(up.Said.Split('\n')), StringComparison.Ordinal);
    }

    private string PidFile => _folder["postgres", "data", "postmaster.pid"];

    private HostProcess Up(string urls = "http://127.0.0.1:0") =>
        HostProcess.Start(["up", "--data", _folder.Path, "--urls", urls]);

    private static async Task<bool> ListensAsync(Uri url)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(url.Host, url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
