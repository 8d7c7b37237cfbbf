using System.Text;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Rates;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Application.Tests.Features.Rates;

public sealed class PutExchangeRatesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateOnly Day = new(2026, 1, 31);

    [Theory]
    [InlineData("", 1)]
    [InlineData("currency,rate\nEUR,1.1\n", 1)]
    [InlineData("currency,day,rate\nEURO,2026-01-31,1.1\n", 2)]
    [InlineData("currency,day,rate\nXQX,2026-01-31,1.1\n", 2)]
    [InlineData("currency,day,rate\nEUR,31.01.2026,1.1\n", 2)]
    [InlineData("currency,day,rate\nEUR,2026-02-30,1.1\n", 2)]
    [InlineData("currency,day,rate\nEUR,2026-01-31,1.10\nEUR,2026-02-01,\"1,12\"\n", 3)]
    [InlineData("currency,day,rate\nEUR,2026-01-31,-1\n", 2)]
    [InlineData("currency,day,rate\nEUR,2026-01-31\n", 2)]
    [InlineData("currency,day,rate\nEUR,2026-01-31,\"1\n", 2)]
    public async Task A_file_with_a_bad_row_is_refused_by_its_line(string file, long line)
    {
        await using var nexus = Open();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync(nexus, file));

        Assert.Equal("bad_rate_file", refused.Code);
        Assert.Equal(line, refused.Details["line"]);
    }

    [Theory]
    [InlineData("eur", 1.1)]
    [InlineData("XQX", 1.1)]
    [InlineData("EUR", 0)]
    [InlineData("EUR", 1_000_000_000)]
    public async Task A_rate_that_cannot_be_is_refused(string currency, double rate)
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();

        await Assert.ThrowsAsync<ValidationException>(() =>
            nexus.SendAsync(workspace, new PutExchangeRates.Command([new(currency, Day, (decimal)rate)]))
        );
    }

    [Fact]
    public async Task A_currency_has_one_rate_a_day()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();

        await Assert.ThrowsAsync<ValidationException>(() =>
            nexus.SendAsync(workspace, new PutExchangeRates.Command([new("EUR", Day, 1.1m), new("EUR", Day, 1.2m)]))
        );
    }

    [Fact]
    public async Task The_workspaces_own_currency_has_no_rate()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync(currency: "USD");

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.SendAsync(workspace, new PutExchangeRates.Command([new("USD", Day, 1m)]))
        );

        Assert.Equal("rate_of_own_currency", refused.Code);
    }

    [Fact]
    public async Task The_same_table_again_changes_nothing()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        var rates = await ReadAsync(
            nexus,
            "rate, day ,Currency\n1.10,2026-01-31,EUR\n\n1.12,2026-02-28,eur\n0.0065,2026-01-31,JPY\n"
        );

        var first = await nexus.SendAsync(workspace, new PutExchangeRates.Command(rates));
        var again = await nexus.SendAsync(workspace, new PutExchangeRates.Command(rates));
        var corrected = await nexus.SendAsync(workspace, new PutExchangeRates.Command([new("EUR", Day, 1.11m)]));

        Assert.Equal(new(3, 0), first);
        Assert.Equal(new(0, 3), again);
        Assert.Equal(new(1, 0), corrected);
        Assert.Equal(
            [new("EUR", Day, 1.11m), new("EUR", new(2026, 2, 28), 1.12m), new("JPY", Day, 0.0065m)],
            await nexus.SendAsync(workspace, new ListExchangeRates.Query(null, null, 10))
        );
    }

    [Fact]
    public async Task A_rate_holds_until_the_next_and_not_before_the_first()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await nexus.SendAsync(
            workspace,
            new PutExchangeRates.Command([new("EUR", Day, 1.10m), new("EUR", Day.AddDays(28), 1.12m)])
        );

        var table = await nexus.InTransactionAsync(
            workspace,
            services => services.GetRequiredService<IExchangeRateTable>().LoadAsync(CancellationToken.None)
        );

        Assert.Null(table.On("EUR", Day.AddDays(-1)));
        Assert.Equal((1.10m, Day), table.On("EUR", Day));
        Assert.Equal((1.10m, Day), table.On("EUR", Day.AddDays(27)));
        Assert.Equal((1.12m, Day.AddDays(28)), table.On("EUR", Day.AddDays(400)));
        Assert.Null(table.On("GBP", Day));
    }

    [Fact]
    public async Task A_list_goes_on_after_its_last_rate()
    {
        await using var nexus = Open();
        var workspace = await nexus.CreateWorkspaceAsync();
        await nexus.SendAsync(
            workspace,
            new PutExchangeRates.Command([
                .. Enumerable.Range(0, 5).Select(at => new ExchangeRate("EUR", Day.AddDays(at), 1 + at)),
            ])
        );

        var page = await nexus.SendAsync(workspace, new ListExchangeRates.Query("EUR", ("EUR", Day.AddDays(1)), 2));

        Assert.Equal([3m, 4m], page.Select(rate => rate.Rate));
    }

    [Fact]
    public async Task Another_workspace_sees_none_of_it_and_removes_none_of_it()
    {
        await using var nexus = Open();
        var (one, other) = (await nexus.CreateWorkspaceAsync(), await nexus.CreateWorkspaceAsync());
        await nexus.SendAsync(one, new PutExchangeRates.Command([new("EUR", Day, 1.1m)]));

        Assert.Empty(await nexus.SendAsync(other, new ListExchangeRates.Query(null, null, 10)));
        Assert.Equal(0, await nexus.SendAsync(other, new RemoveExchangeRates.Command(null)));
        Assert.Equal(1, await nexus.SendAsync(one, new RemoveExchangeRates.Command("EUR")));
    }

    private NexusServices Open() => new(postgres.App, TimeProvider.System);

    private static async Task<IReadOnlyList<ExchangeRate>> ReadAsync(NexusServices nexus, string file)
    {
        await using var scope = nexus.Enter(await nexus.CreateWorkspaceAsync());
        await using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await scope
            .ServiceProvider.GetRequiredService<IExchangeRateFiles>()
            .ReadAsync(stream, CancellationToken.None);
    }
}
