using Nexus.Host.Cli;
using Nexus.Testing;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Cli;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_empty_folder_is_sent_to_up_and_stays_empty()
    {
        var (code, said) = await RunAsync("doctor", "--data", _folder["none"]);

        Assert.Equal(1, code);
        Assert.Contains("./nexus up", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public async Task A_key_that_others_can_read_and_a_table_without_a_wall_are_found()
    {
        await RunAsync("migrate", "--data", _folder.Path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["master.key"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var (healthyButKey, before) = await DoctorAsync();
        Assert.Equal(1, healthyButKey);
        Assert.Contains("FAIL  data folder", before, StringComparison.Ordinal);

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder["master.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (healthy, report) = await DoctorAsync();
        Assert.True(healthy == 0, report);

        await using (
            var server = await Infrastructure.Postgres.PrivatePostgres.StartAsync(
                new Infrastructure.Postgres.PrivatePostgresOptions(_folder.Path),
                TimeProvider.System,
                CancellationToken.None
            )
        )
            await OwnServer.ExecuteAsync(
                server.AdministratorConnectionString("nexus") + ";Pooling=false",
                "alter table nexus.kpi_point disable row level security"
            );
        var (holed, hole) = await DoctorAsync();
        Assert.Equal(1, holed);
        Assert.Contains("table kpi_point", hole, StringComparison.Ordinal);
    }

    private Task<(int Code, string Said)> DoctorAsync() =>
        RunAsync("doctor", "--data", _folder.Path, "--urls", "http://127.0.0.1:0");

    private static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        await using var said = new StringWriter();
        var code = await NexusCommandLine.RunAsync(arguments, said, said);
        return (code, said.ToString());
    }
}
