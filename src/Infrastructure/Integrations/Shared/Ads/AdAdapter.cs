using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>Reads one ad account: the same streams from every network, whatever its API.</summary>
internal sealed class AdAdapter(
    IAdReports reports,
    ProviderDescriptor provider,
    AdSettings settings,
    string? connectedTo,
    TimeProvider clock
) : IIntegrationAdapter, IProbesStreams, IDiscoversAccounts
{
    private AdAccount? _account;

    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        // Some networks answer calls to a version that has ended from another one, whose figures may mean something else.
        if (provider.ApiVersionEnds is { } end && end <= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime))
            throw new IntegrationException(
                IntegrationFault.UpgradeRequired,
                ApiSunset.Of(provider, clock.GetUtcNow())!.Message
            );
        var account = await AccountAsync(cancellationToken);
        if (connectedTo is { } before && before != account.Id)
            throw new IntegrationException(
                IntegrationFault.AccountChanged,
                "The credential and settings lead to another ad account than the one that was connected. Nothing was read, so that "
                    + "the figures of two accounts are not mixed. Choose the same account, or make a new connection."
            );
        return Describe(account);
    }

    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var account = await AccountAsync(cancellationToken);
        var today = TodayOf(account);
        var plan = new AdPlan(reports.Terms, AdStreams.LevelOf(request.Stream), today);
        var sweep = new AdSweep(reports, account, plan, today.AddDays(-reports.Terms.LookBack), clock);
        var from = settings.HistoryFrom ?? today.AddDays(-AdSettings.UsualHistory);
        await foreach (var page in sweep.ReadAsync(request, from, cancellationToken))
            yield return page;
    }

    public Transformed Transform(RawData data)
    {
        var row = AdRow.Of(data);
        return new([.. reports.Map(row)], [])
        {
            UnknownFields =
            [
                .. row.Parts.SelectMany(ProviderJson.Names).Where(name => !reports.KnownFields.Contains(name)),
            ],
        };
    }

    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task ProbeAsync(string stream, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(cancellationToken);
        var today = TodayOf(account);
        var ask = new AdAsk(AdLevel.Campaign, Granularity.Day, new(today, today), AdStreams.LevelOf(stream) is null);
        await reports.AskAsync(account, ask, cancellationToken);
    }

    public async IAsyncEnumerable<ProviderAccount> DiscoverAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var account in reports.AccountsAsync(cancellationToken))
            yield return Describe(account);
    }

    private async Task<AdAccount> AccountAsync(CancellationToken cancellationToken) =>
        _account ??= (settings.Account ?? connectedTo) is { } id
            ? await reports.AccountAsync(id, cancellationToken)
            : await OnlyAccountAsync(cancellationToken);

    private async Task<AdAccount> OnlyAccountAsync(CancellationToken cancellationToken)
    {
        var accounts = new List<AdAccount>();
        await foreach (var account in reports.AccountsAsync(cancellationToken))
            accounts.Add(account);
        return accounts.Count == 1
            ? await reports.AccountAsync(accounts[0].Id, cancellationToken)
            : throw new IntegrationException(
                IntegrationFault.Misconfigured,
                accounts.Count == 0
                    ? $"The credential reaches no ad account at {provider.Name}. Give its owner a role in the account."
                    : $"The credential reaches {accounts.Count} ad accounts at {provider.Name}. Say in the settings which one: "
                        + $"{string.Join(", ", accounts.Take(10).Select(account => AdDimensions.Label(account.Name, account.Id)))}."
            );
    }

    private DateOnly TodayOf(AdAccount account) =>
        Periods.CalendarOf(account.Zone)?.DateOf(clock.GetUtcNow())
        ?? throw Refusal.Unexpected(provider.Name, "with a time zone that there is not");

    private static ProviderAccount Describe(AdAccount account) =>
        new(account.Id, account.Name, account.Zone, account.Currency, account.At);
}
