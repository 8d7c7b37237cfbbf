using Nexus.Host.Cli;
using Nexus.Testing;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Cli;

public sealed class ImportCommandTests(NexusFixture nexus) : IClassFixture<NexusFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_not_there_is_one_clear_line()
    {
        await using var said = new StringWriter();

        Assert.Equal(
            1,
            await NexusCommandLine.RunAsync(["import", "missing.csv", "--metric", "finance.revenue"], said, said)
        );
        Assert.Contains(
            "There is no file",
            Assert.Single(said.ToString().TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Columns_that_more_than_one_fits_are_asked_for_by_name()
    {
        await using var import = Import(Given("date,spend,clicks\n2026-01-31,1.5,2\n"), "--metric", "finance.revenue");

        Assert.Equal(1, await import.EndAsync());
        Assert.Contains("--value: spend, clicks", import.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_named_by_its_line_and_nothing_is_stored()
    {
        await using var import = Import(
            Given("date,revenue\n2026-01-30,1.5\n2026-01-31,none of it\n"),
            "--value",
            "revenue",
            "--metric",
            "finance.revenue"
        );

        Assert.Equal(1, await import.EndAsync());
        Assert.Contains("nothing was stored", import.Said, StringComparison.Ordinal);
        Assert.Contains("Line 3, revenue:", import.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_counted_in_a_dry_run_stored_and_then_found_unchanged()
    {
        var file = Given("Buchungstag;Konto;Betrag\n30.01.2026;A;1.234,50\n31.01.2026;B;-0,50\n");
        string[] options =
        [
            "--metric",
            "custom.income",
            "--unit",
            "money",
            "--aggregation",
            "sum",
            "--direction",
            "good",
            "--currency",
            "EUR",
            "--dimension",
            "Konto=account",
        ];

        await using var counted = Import(file, [.. options, "--dry-run"]);
        Assert.Equal(0, await counted.EndAsync());
        await using var stored = Import(file, options);
        Assert.Equal(0, await stored.EndAsync());
        await using var again = Import(file, options);
        Assert.Equal(0, await again.EndAsync());

        Assert.Contains("Would import", counted.Said, StringComparison.Ordinal);
        Assert.Contains("2 inserted, 0 updated, 0 unchanged", stored.Said, StringComparison.Ordinal);
        Assert.Contains("custom.income EUR: 2 values, sum 1234.0", stored.Said, StringComparison.Ordinal);
        Assert.Contains("0 inserted, 0 updated, 2 unchanged", again.Said, StringComparison.Ordinal);
    }

    private string Given(string text)
    {
        var path = _folder["given.csv"];
        File.WriteAllText(path, text);
        return path;
    }

    private HostProcess Import(string file, params string[] options) =>
        HostProcess.Start(
            ["import", file, .. options],
            ("ConnectionStrings__Nexus", nexus.Database.Connections.App),
            ("ConnectionStrings__NexusOwner", nexus.Database.Connections.Owner),
            ("NEXUS_MASTER_KEY", TestPostgres.MasterKeyText)
        );
}
