using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var read = new List<DataSource>();
        foreach (var (stream, id) in new[] { (Objective.Stream, _settings.Objectives), (Note.Stream, _settings.Notes) })
        {
            if (id is null)
                continue;
            var source = await DataSource.FindAsync(_client, id, cancellationToken);
            _ = MappedProperties.Of(stream, source, _settings);
            read.Add(source);
        }
        return new(read[0].Id, read[0].Title, TimeZone: null, Currency: null, read[0].At);
    }

    public async Task ProbeAsync(string stream, CancellationToken cancellationToken)
    {
        if (IdOf(stream) is not { } id)
            return;
        var source = await DataSource.FindAsync(_client, id, cancellationToken);
        var question = new JsonObject { ["page_size"] = 1, ["result_type"] = "page" };
        await _client.QueryAsync($"data_sources/{source.Id}/query", question, cursor: null, cancellationToken);
    }

    /// <remarks>
    /// Objectives are read as a whole each time: what a formula or a rollup comes to changes without the page being edited.
    /// Notes are read on from the last edit.
    /// </remarks>
    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Notion keeps no history: there is nothing to read of the days of a backfill.
        if (IdOf(request.Stream) is not { } id || request.Days is not null)
            yield break;
        var source = await DataSource.FindAsync(_client, id, cancellationToken);
        var mapped = MappedProperties.Of(request.Stream, source, _settings);
        var isNotes = request.Stream == Note.Stream;
        var saved = request.From.Find<NotionPosition>(NotionPosition.Current);
        var start = new NotionPosition(NotionPosition.Current, source.Id, _clock.GetUtcNow());
        var position =
            saved?.Source != source.Id ? start
            : !saved.IsDone ? saved
            : isNotes && !request.Relist ? After(saved, start)
            : start;
        await foreach (var (answer, next) in new PageReader(_client).ReadAsync(position, cancellationToken))
        {
            var records = new List<RawData>();
            foreach (var page in await ChangedAsync(request, answer, next.IsWhole, cancellationToken))
                records.Add(await CompleteAsync(mapped, page, answer.AskedAt, cancellationToken));
            yield return new SourcePage(records, Checkpoint.At(next))
            {
                ListedSince = next is { IsDone: true, IsWhole: true } ? next.Since : null,
            };
        }
    }

    public Transformed Transform(RawData data) => NotionPage.Record(data);

    /// <summary>Nothing of the connection's own is held at Notion; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string? IdOf(string stream) => stream == Note.Stream ? _settings.Notes : _settings.Objectives;

    /// <summary>
    /// From a little before the last edit that was read, since Notion cuts times to the minute and shows some edits late; never
    /// from after the last reading.
    /// </summary>
    private static NotionPosition After(NotionPosition done, NotionPosition start)
    {
        // A table that was empty so far is read as a whole.
        if (done.Seen is null)
            return start;
        var (seen, latest) = (PageReader.Time(done.Seen), done.Since.AddMinutes(-1));
        var from = (seen < latest ? seen : latest).AddMinutes(-2);
        return start with
        {
            IsWhole = false,
            From = from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:00.000'Z'", CultureInfo.InvariantCulture),
            Seen = done.Seen,
        };
    }

    /// <summary>Of notes that are read on, those that were not stored after their last edit.</summary>
    private static async Task<IReadOnlyList<JsonElement>> ChangedAsync(
        StreamRequest request,
        JsonAnswer answer,
        bool isWhole,
        CancellationToken cancellationToken
    )
    {
        var pages = answer.Body.Items("results").Where(page => page.Text("object") == "page").ToList();
        if (isWhole)
            return pages;
        var ids = pages.Select(page => page.Text("id")).OfType<string>().ToList();
        var known = await request.KnownVersions(request.Stream, ids, cancellationToken);
        return pages.FindAll(page =>
            page.Flag("in_trash")
            || page.Text("id") is not { } id
            || !known.TryGetValue(id, out var version)
            || DateTimeOffset.FromUnixTimeMilliseconds(version)
                < PageReader.Time(page.Text("last_edited_time")).AddMinutes(2)
        );
    }

    /// <summary>The page as Notion sent it, and under <c>mapped</c> the properties that the settings name, in full.</summary>
    private async Task<RawData> CompleteAsync(
        MappedProperties mapped,
        JsonElement page,
        DateTimeOffset askedAt,
        CancellationToken cancellationToken
    )
    {
        var row = JsonNode.Parse(page.GetRawText())!.AsObject();
        row["mapped"] = await mapped.OnAsync(_client, page, cancellationToken);
        return new(mapped.Stream, JsonSerializer.SerializeToElement(row), askedAt);
    }
}
