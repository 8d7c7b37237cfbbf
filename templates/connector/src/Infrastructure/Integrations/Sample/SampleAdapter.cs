using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Sample;

/// <summary>Reads one account: its days, oldest first.</summary>
internal sealed class SampleAdapter(SampleClient client, SampleSettings settings, TimeProvider clock)
    : IIntegrationAdapter
{
    /// <summary>Name of the stream.</summary>
    public const string Days = "days";

    private const int UsualHistory = 90;

    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        var account = await client.GetAsync("account", cancellationToken);
        return account.Body.Text("id") is { } id && account.Body.Text("timeZone") is { } zone
            ? new(id, account.Body.Text("name") ?? id, zone, Currency: null, account.At)
            : throw SampleClient.Unexpected("without the account's id and time zone");
    }

    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var through = request.From.Read<Position>()?.Through;
        // What the provider still corrects is read again.
        var first = through?.AddDays(-SampleRows.LookBackDays) ?? settings.HistoryFrom ?? today.AddDays(-UsualHistory);
        if (request.Days is { } days)
            first = days.First > through ? days.First : through?.AddDays(1) ?? days.First;
        var last = request.Days?.Last ?? today;
        for (var hasMore = true; hasMore && first <= last; )
        {
            var page = await client.GetAsync(
                $"days?from={DayText.Write(first)}&to={DayText.Write(last)}",
                cancellationToken
            );
            var rows = client.Rows(page, "days");
            hasMore = page.Body.Flag("hasMore");
            if (rows.Count == 0)
            {
                if (hasMore)
                    throw SampleClient.Unexpected("with an empty page that promises another");
                yield break;
            }
            var end = rows[^1].Day("date") ?? last;
            if (end < first)
                throw SampleClient.Unexpected("with days that were not asked for");
            yield return new SourcePage(
                [.. rows.Select(row => new RawData(Days, row, page.AskedAt))],
                Checkpoint.At(new Position(end))
            );
            first = end.AddDays(1);
        }
    }

    public Transformed Transform(RawData data) => SampleRows.Map(data);

    /// <summary>Nothing of the connection's own is held at the provider.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="Through">The last day that is stored.</param>
    private sealed record Position(DateOnly Through);
}
