using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads the objectives and the notes of one connection.</summary>
internal sealed class NotionAdapter : IIntegrationAdapter, IProbesStreams
{
    private readonly NotionSettings _settings;
    private readonly NotionClient _client;
    private readonly TimeProvider _clock;

    /// <exception cref="IntegrationException">The settings make no sense, or there is no right to call.</exception>
    public NotionAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _settings = NotionSettings.Of(connection.Settings);
        _client = new NotionClient(http, connection, clock);
        _clock = clock;
    }

    /// <remarks>What the connection reads makes it what it is: its objectives, else its notes.</remarks>
    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        var objectives = await TableAsync(Objective.Stream, cancellationToken);
        var notes = await TableAsync(Note.Stream, cancellationToken);
        var source = (objectives ?? notes)!.Source;
        return new(source.Id, source.Title, TimeZone: null, Currency: null, source.At);
    }

    public async Task ProbeAsync(string stream, CancellationToken cancellationToken)
    {
        if (await TableAsync(stream, cancellationToken) is not { } table)
            return;
        var question = new { page_size = 1, result_type = "page" };
        await _client.QueryAsync($"data_sources/{table.Source.Id}/query", question, cancellationToken);
    }

    /// <remarks>
    /// Objectives are read as a whole each time: what a formula or a rollup comes to changes without the page being edited.
    /// Notes are read on from the last reading.
    /// </remarks>
    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Notion keeps no history: there is nothing to read of the days of a backfill.
        if (request.Days is not null || await TableAsync(request.Stream, cancellationToken) is not { } table)
            yield break;
        var saved = request.From.Find<NotionPosition>(NotionPosition.Current);
        var readsOn = request.Stream == Note.Stream && !request.Relist;
        var position = NotionPosition.Begin(saved, table.Source.Id, readsOn, _clock.GetUtcNow());
        await foreach (var (answer, next) in new PageReader(_client).ReadAsync(position, cancellationToken))
        {
            var pages = answer.Body.Items("results").Where(page => page.Text("object") == "page").ToList();
            if (!next.IsWhole)
                pages = await ChangedAsync(request, pages, cancellationToken);
            var records = new List<RawData>();
            foreach (var page in pages)
            {
                var row = await table.CompleteAsync(_client, page, cancellationToken);
                records.Add(new(request.Stream, row, answer.AskedAt));
            }
            yield return new SourcePage(records, Checkpoint.At(next))
            {
                ListedSince = next is { IsDone: true, IsWhole: true } ? next.Since : null,
            };
        }
    }

    public Transformed Transform(RawData data) => NotionPage.Record(data);

    /// <summary>Nothing of the connection's own is held at Notion; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<MappedTable?> TableAsync(string stream, CancellationToken cancellationToken) =>
        MappedTable.FindAsync(_client, _settings, stream, cancellationToken);

    /// <summary>The pages that were not stored after their last edit, and what was thrown away.</summary>
    private static async Task<List<JsonElement>> ChangedAsync(
        StreamRequest request,
        List<JsonElement> pages,
        CancellationToken cancellationToken
    )
    {
        var ids = pages.Select(page => page.Text("id")).OfType<string>().ToList();
        var known = await request.KnownVersions(request.Stream, ids, cancellationToken);
        return pages.FindAll(page => page.IsGone() || !IsStored(page));

        bool IsStored(JsonElement page) =>
            known.TryGetValue(page.Text("id") ?? "", out var version)
            && page.Instant("last_edited_time") + NotionPosition.Overlap
                <= DateTimeOffset.FromUnixTimeMilliseconds(version);
    }
}
