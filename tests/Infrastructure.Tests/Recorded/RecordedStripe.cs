using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe;

namespace Nexus.Infrastructure.Tests.Recorded;

internal sealed class RecordedStripe : IRecordedProvider
{
    private const string SigningSecret = "whsec_sample";

    public string Folder => "stripe";

    public IReadOnlyDictionary<string, RecordedReader> Readers { get; } =
        new Dictionary<string, RecordedReader>(StringComparer.Ordinal)
        {
            ["an object"] = file => Task.FromResult(Object(file.Json)),
            ["an object that nobody keeps"] = file => Task.FromResult(Unkept(file.Json)),
            ["the account"] = AccountAsync,
            ["an event"] = file => Task.FromResult(Event(file)),
            ["a list of balance transactions"] = file => ListAsync(file, "balance_transactions"),
            ["a list of events"] = file => ListAsync(file, "events"),
            ["a list that nobody reads"] = file => ListAsync(file, "charges"),
            ["a refusal"] = RefusalAsync,
        };

    private static StripeModule Module(RecordedHttp http) => new(http, RecordedScene.Clock);

    private static IIntegrationAdapter Open(RecordedHttp http, bool livemode = false) =>
        Module(http)
            .Open(
                new(
                    Guid.Empty,
                    JsonSerializer.SerializeToElement(new { }),
                    new Dictionary<string, Secret>
                    {
                        ["apiKey"] = new($"rk_{(livemode ? "live" : "test")}_sample0123456789"),
                    },
                    null
                )
            );

    /// <summary>What is kept of the object.</summary>
    private static IReadOnlyList<string> Object(JsonElement one) =>
        StripeCollections.OfKind(one.Text("object")) is { } collection
            ? Kept(collection.Name, one)
            : [$"no stream keeps a {one.Text("object")}"];

    private static IReadOnlyList<string> Kept(string stream, JsonElement one)
    {
        var kept = Open(new RecordedHttp()).Transform(new RawData(stream, one, RecordedScene.Now));
        var record = kept.Records.Single();
        return
        [
            RecordedScene.Line(
                $"{stream} {record.Id}{(record.Deleted ? ", deleted" : "")} of {record.OccurredAt:yyyy-MM-dd'T'HH:mm:ss}, grouped by {record.Group}"
            ),
            record.Payload ?? "nothing else is known",
            .. kept.UnknownFields.Select(name => $"unknown: {name}"),
        ];
    }

    /// <summary>No collection is of its kind, and none takes it in.</summary>
    private static IReadOnlyList<string> Unkept(JsonElement one)
    {
        var takers = StripeCollections.All.Where(collection =>
            Record.Exception(() => Kept(collection.Name, one)) is not RawDataException
        );
        return [.. Object(one), .. takers.Select(taker => $"taken in by {taker.Name}")];
    }

    private static async Task<IReadOnlyList<string>> AccountAsync(RecordedFile file) =>
        RecordedScene.Accounts([await Open(new RecordedHttp().On("/v1/account", file.Json)).ConnectAsync(default)]);

    /// <summary>The event as a delivery that Stripe signed.</summary>
    private static IReadOnlyList<string> Event(RecordedFile file)
    {
        var module = Module(new());
        var verdict = module.Verify(file.Bytes, _ => Signature(file), [new Secret(SigningSecret)], RecordedScene.Now);
        var told = verdict switch
        {
            WebhookVerdict.Accepted accepted => RecordedScene.Line(
                $"{accepted.EventId} {accepted.Type} of {accepted.At:yyyy-MM-dd'T'HH:mm:ss}, {(accepted.Known ? "known" : "unknown")}"
            ),
            WebhookVerdict.Refused refused => $"refused: {refused.Code}",
            WebhookVerdict.Ignored ignored => $"ignored: {ignored.Type}",
            _ => "",
        };
        return
        [
            told,
            .. module
                .Hints(file.Bytes)
                .Select(hint => $"hints at {hint.Stream} {hint.Id}{(hint.Deleted ? ", deleted" : "")}")
                .DefaultIfEmpty("hints at nothing that is kept"),
        ];
    }

    private static string Signature(RecordedFile file)
    {
        var time = RecordedScene.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. file.Bytes];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), signed))}";
    }

    private static async Task<IReadOnlyList<string>> ListAsync(RecordedFile file, string stream)
    {
        var http = new RecordedHttp()
            .On("starting_after=", """{"object":"list","data":[],"has_more":false}""")
            .On($"/v1/{stream}", file.Json);
        var adapter = Open(http, file.Json.Items("data").Any(one => one.Flag("livemode")));
        var since = RecordedScene.Now.AddHours(-1).ToUnixTimeSeconds();
        var request = new StreamRequest(
            stream,
            stream == "events" ? Checkpoint.At(new { V = 1, Cursor = since }) : default
        )
        {
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
        };
        var pages = await adapter.SyncAsync(request, default).ToListAsync();
        var raws = pages.SelectMany(page => page.Records).ToList();
        var stored = raws.ConvertAll(raw => Parse(adapter.Transform(raw).Records.Single().Payload!));
        return
        [
            RecordedScene.Line($"{pages.Count} pages with {stored.Count} records"),
            RecordedScene.Line(
                $"amounts of {stored.Sum(one => one.Number("amount"))}, fees of {stored.Sum(one => one.Number("fee"))}"
            ),
            .. raws.SelectMany(raw => Kept(raw.Stream, raw.Payload)),
        ];
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static Task<IReadOnlyList<string>> RefusalAsync(RecordedFile file) =>
        RecordedScene.RefusalsAsync(
            [
                (
                    file.Json.Member("error").Text("code")!,
                    file.Json.Member("error").Text("code") == "rate_limit" ? 429 : 403,
                    file.Json.GetRawText()
                ),
            ],
            http =>
                Open(http)
                    .SyncAsync(
                        new StreamRequest("charges", default)
                        {
                            KnownVersions = (_, _, _) =>
                                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
                        },
                        default
                    )
                    .ToListAsync()
                    .AsTask()
        );
}
