using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Notion;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedNotion : IRecordedProvider
{
    private const string Id = "01234567-89ab-cdef-0123-456789abcdef";

    private static readonly object Settings = new { notes = Id };

    public string Folder => "notion";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["a page"] = file => Page(file.Answer),
            ["the answer to a query"] = file => QueryAsync(file.Answer),
            ["the answer to a search"] = file => SearchAsync(file.Answer),
            ["a data source"] = file => SourceAsync(file.Answer),
            ["a database"] = file => DatabaseAsync(file.Answer),
            ["a page as text"] = TextAsync,
            ["a property in full"] = PropertyAsync,
            ["a token"] = file => RecordedScene.TokenAsync(Module, file.Answer),
            ["refusals"] = RefusalsAsync,
            ["calls of all kinds"] = CallsAsync,
            // Nexus has no reader for it; the nearest one must not take it for data.
            ["nothing that Nexus reads"] = file => QueryAsync(file.Answer),
        };

    private static NotionModule Module(RecordedHttp http) => new(http, RecordedScene.Clock);

    private static NotionClient Client(RecordedHttp http) => new(http, RecordedScene.Consented(), RecordedScene.Clock);

    private static async Task<IReadOnlyList<string>> CallsAsync(RecordedFile file)
    {
        var told = new List<string>();
        foreach (var exchange in file.Exchanges)
        {
            var answer = exchange.Response;
            var lines = answer.Text("object") switch
            {
                "page" => await Page(answer),
                "data_source" => await SourceAsync(answer),
                "database" => await DatabaseAsync(answer),
                _ => await TryAsync(() => QueryAsync(answer)),
            };
            told.AddRange(lines.Select(line => $"{exchange.Method} {answer.Text("object")}: {line}"));
        }
        return told;
    }

    private static async Task<IReadOnlyList<string>> TryAsync(Func<Task<IReadOnlyList<string>>> read)
    {
        IReadOnlyList<string> told = [];
        var fault = await RecordedScene.FaultAsync(async () => told = await read());
        return told.Count > 0 ? told : [fault];
    }

    /// <summary>The page as it is stored, and every property with what it says.</summary>
    private static Task<IReadOnlyList<string>> Page(JsonElement page)
    {
        var raw = new RawData(Note.Stream, page, RecordedScene.Now);
        var values = new PropertyValues(page.Member("properties"));
        var record = Module(new()).Open(RecordedScene.Consented(Settings)).Transform(raw).Records.Single();
        return Task.FromResult<IReadOnlyList<string>>([
            RecordedScene.Line(
                $"{record.Id} of {record.OccurredAt:yyyy-MM-dd'T'HH:mm}{(record.Deleted ? ", thrown away" : "")}"
            ),
            .. page.Member("properties")
                .EnumerateObject()
                .Select(one => $"{one.Name} ({one.Value.Text("type")}): {values.Text(one.Name)}"),
        ]);
    }

    private static async Task<IReadOnlyList<string>> QueryAsync(JsonElement answer)
    {
        var http = new RecordedHttp().On("/query", answer);
        var start = new NotionPosition(NotionPosition.Current, Id, RecordedScene.Now);
        var told = new List<string>();
        await foreach (var (pages, _, next) in new PageReader(Client(http)).ReadAsync(start, default))
        {
            told.Add(RecordedScene.Line($"{pages.Count} pages, {(next.IsDone ? "the last" : "and more")}"));
            foreach (var page in pages)
                told.AddRange(await Page(page));
            if (!next.IsDone)
                break;
        }
        return told;
    }

    private static async Task<IReadOnlyList<string>> SearchAsync(JsonElement answer)
    {
        var http = new RecordedHttp().On("/search", answer);
        return RecordedScene.Accounts(
            await Module(http).Discover(RecordedScene.Consented()).DiscoverAsync(default).ToListAsync()
        );
    }

    private static async Task<IReadOnlyList<string>> SourceAsync(JsonElement answer)
    {
        var source = await DataSource.FindAsync(Client(new RecordedHttp().On("/data_sources/", answer)), Id, default);
        return [$"{source.Id} {source.Title}", .. source.Properties.Select(one => $"{one.Name} ({one.Type})")];
    }

    /// <summary>A database is found by its address, and says which data source it holds.</summary>
    private static async Task<IReadOnlyList<string>> DatabaseAsync(JsonElement answer)
    {
        var http = new RecordedHttp()
            .On($"/data_sources/{Id}", """{"object":"error","status":404,"code":"object_not_found"}""", 404)
            .On("/databases/", answer)
            .On("/data_sources/", """{"object":"data_source","id":"found","properties":{}}""");
        return await TryAsync(async () =>
        {
            var source = await DataSource.FindAsync(Client(http), Id, default);
            return [$"{source.Id} at {http.Asked[^1].Split('/')[^1].Trim()}"];
        });
    }

    private static async Task<IReadOnlyList<string>> TextAsync(RecordedFile file)
    {
        var http = new RecordedHttp()
            .On("/markdown", file.Answer)
            .On(
                "/query",
                """
                {"object":"list","has_more":false,"results":[{"object":"page","id":"1","created_time":"2026-09-01T10:00:00.000Z",
                 "last_edited_time":"2026-09-01T10:00:00.000Z","properties":{}}]}
                """
            )
            .On(
                "/data_sources/",
                $$$$"""{"object":"data_source","id":"{{{{Id}}}}","properties":{"Name":{"id":"title","type":"title"}}}"""
            );
        var adapter = Module(http).Open(RecordedScene.Consented(Settings));
        var request = new StreamRequest(Note.Stream, default)
        {
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
        };
        var pages = await adapter.SyncAsync(request, default).ToListAsync();
        return
        [
            .. pages.SelectMany(page => page.Records).Select(raw => adapter.Transform(raw).Records.Single().Payload!),
        ];
    }

    /// <summary>What a long property of a page comes to when it is asked for alone.</summary>
    private static async Task<IReadOnlyList<string>> PropertyAsync(RecordedFile file)
    {
        var client = Client(new RecordedHttp().On("/properties/title", file.Answer));
        var told = await client.PropertyAsync("1", "title", default).ToListAsync();
        var title = new NotionProperty("Name", "title", "title", default).Whole(told);
        return [new PropertyValues(JsonSerializer.SerializeToElement(new { title })).Text("title") ?? "nothing"];
    }

    private static Task<IReadOnlyList<string>> RefusalsAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            file.Exchanges.Select(one =>
                (
                    one.Response.Text("code") ?? one.Response.ToString(),
                    one.Status,
                    one.Response.ValueKind == JsonValueKind.Object ? one.Response.GetRawText() : one.Response.ToString()
                )
            ),
            http => Client(http).GetAsync("users/me", default)
        );
}
