using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads the objectives and the notes of one connection.</summary>
/// <exception cref="IntegrationException">The settings make no sense, or there is no right to call.</exception>
internal sealed class NotionAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    : IIntegrationAdapter,
        IProbesStreams
{
    private readonly NotionSettings _settings = NotionSettings.Of(connection.Settings);
    private readonly NotionClient _client = new(http, connection, clock);

    /// <remarks>What the connection reads makes it what it is: its objectives, else its notes.</remarks>
    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        var objectives = await TableAsync(Objective.Stream, cancellationToken);
        var notes = await TableAsync(Note.Stream, cancellationToken);
        var source = (objectives ?? notes)!.Source;
        return new(source.Id, source.Title, TimeZone: null, Currency: null, source.At);
    }

    /// <remarks>Whoever may look at a table may read its pages.</remarks>
    public Task ProbeAsync(string stream, CancellationToken cancellationToken) => TableAsync(stream, cancellationToken);

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
        var readsOn = request.Stream == Note.Stream;
        var position = NotionPosition.Begin(saved, table.Source.Id, readsOn, clock.GetUtcNow());
        await foreach (var (pages, askedAt, next) in new PageReader(_client).ReadAsync(position, cancellationToken))
        {
            var records = new List<RawData>();
            foreach (var page in pages)
            {
                var row = await table.CompleteAsync(_client, page, cancellationToken);
                records.Add(new(request.Stream, row, askedAt));
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

    /// <returns>Null for a stream that the settings leave out.</returns>
    /// <exception cref="IntegrationException">As of <see cref="DataSource.FindAsync"/> and <see cref="MappedTable.Of"/>.</exception>
    private async Task<MappedTable?> TableAsync(string stream, CancellationToken cancellationToken) =>
        _settings.SourceOf(stream) is { } id
            ? MappedTable.Of(stream, await DataSource.FindAsync(_client, id, cancellationToken), _settings.Given)
            : null;
}
