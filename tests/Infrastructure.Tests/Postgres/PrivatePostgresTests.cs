using System.Diagnostics;
using System.Globalization;
using Nexus.Infrastructure.Postgres;
using Nexus.Testing;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_refused_with_a_way_out_and_leaves_nothing_behind()
    {
        var path = _folder[new string('d', 100)];

        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(path));

        Assert.Contains("--data", Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(path, "postgres")));
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_is_left_alone()
    {
        var version = _folder["postgres", "data", "PG_VERSION"];
        Directory.CreateDirectory(Path.GetDirectoryName(version)!);
        await File.WriteAllTextAsync(version, "12\n");
        var binaries = (await PostgresBinaries.FindAsync(named: null, CancellationToken.None))[0].Folder;

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(options => options with { BinariesFolder = binaries })
        );

        Assert.Contains("PostgreSQL 12", refused.Message, StringComparison.Ordinal);
        Assert.Equal("12\n", await File.ReadAllTextAsync(version));
    }

    [Fact]
    public async Task A_named_folder_without_a_server_is_refused_by_its_variable()
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(options => options with { BinariesFolder = _folder.Path })
        );

        Assert.Contains("NEXUS_PG_BIN", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_a_socket_alone_and_keeps_its_password_to_itself()
    {
        await using var server = await StartAsync();

        Assert.Equal("", await AskAsync<string>(server, "show listen_addresses"));
        Assert.Equal("scram-sha-256", await AskAsync<string>(server, "show password_encryption"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_folder["postgres", "superuser.password"])
        );
        var password = await File.ReadAllTextAsync(_folder["postgres", "superuser.password"]);
        Assert.DoesNotContain(
            password,
            await File.ReadAllTextAsync(_folder["postgres", "server.log"]),
            StringComparison.Ordinal
        );
        await Assert.ThrowsAsync<PostgresException>(() =>
            OpenAsync(server.ConnectionString("postgres", PrivatePostgres.Administrator, "guess"))
        );
    }

    [Fact]
    public async Task A_running_server_is_adopted_and_left_to_whoever_started_it()
    {
        await using var first = await StartAsync();
        await using (var second = await StartAsync())
        {
            Assert.True(second.Adopted);
            Assert.False(second.StopsWithUs);
        }

        Assert.Equal(1, await AskAsync<int>(first, "select 1"));
    }

    [Fact]
    public async Task A_server_whose_starter_is_dead_is_stopped_by_who_adopts_it()
    {
        await StartAsync(options => options with { Detached = true });

        var heir = await StartAsync();
        Assert.True(heir.Adopted);
        Assert.True(heir.StopsWithUs);
        await heir.DisposeAsync();

        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public async Task Data_survive_a_stop_and_a_start()
    {
        await using (var before = await StartAsync())
            await ExecuteAsync(before, "create table kept as select 42 as answer");
        Assert.False(File.Exists(PidFile));

        await using var after = await StartAsync();

        Assert.False(after.Adopted);
        Assert.Equal(42, await AskAsync<int>(after, "select answer from kept"));
    }

    [Fact]
    public async Task Data_survive_a_killed_server()
    {
        await using var before = await StartAsync(options => options with { Durable = true });
        await ExecuteAsync(before, "create table kept as select generate_series(1, 50000) as number");
        using (var postmaster = Process.GetProcessById(PostmasterId()))
            postmaster.Kill();

        await using var after = await StartAsync(options => options with { Durable = true });

        Assert.False(after.Adopted);
        Assert.Equal(50000L, await AskAsync<long>(after, "select count(*) from kept"));
        await after.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_process_id_that_now_belongs_to_someone_else_does_not_stop_the_start()
    {
        await using (await StartAsync()) { }
        await File.WriteAllTextAsync(
            PidFile,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Environment.ProcessId}\n{_folder["postgres", "data"]}\n1\n5432\n{_folder["postgres"]}\n\n  1 1\nready\n"
            )
        );

        await using var server = await StartAsync();

        Assert.False(server.Adopted);
        Assert.NotEqual(Environment.ProcessId, PostmasterId());
    }

    [Fact]
    public async Task An_interrupted_first_start_is_started_over()
    {
        Directory.CreateDirectory(_folder["postgres", "data.new", "base"]);

        await using var server = await StartAsync();

        Assert.Equal(1, await AskAsync<int>(server, "select 1"));
    }

    [Fact]
    public async Task Starters_that_come_together_share_one_server()
    {
        var servers = await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());

        Assert.Single(servers, server => !server.Adopted);
        Assert.Single(servers, server => server.StopsWithUs);
        foreach (var server in servers)
            await server.DisposeAsync();
    }

    private string PidFile => _folder["postgres", "data", "postmaster.pid"];

    private int PostmasterId() => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    private Task<PrivatePostgres> StartAsync(Func<PrivatePostgresOptions, PrivatePostgresOptions>? change = null)
    {
        var options = new PrivatePostgresOptions(_folder.Path) { Durable = false };
        return PrivatePostgres.StartAsync(
            change?.Invoke(options) ?? options,
            TimeProvider.System,
            CancellationToken.None
        );
    }

    private static Task<PrivatePostgres> StartAsync(string folder) =>
        PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder), TimeProvider.System, CancellationToken.None);

    private static async Task ExecuteAsync(PrivatePostgres server, string sql)
    {
        await using var connection = await OpenAsync(server.AdministratorConnectionString());
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T> AskAsync<T>(PrivatePostgres server, string sql)
    {
        await using var connection = await OpenAsync(server.AdministratorConnectionString());
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
