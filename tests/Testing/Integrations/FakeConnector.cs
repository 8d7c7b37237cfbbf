using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Testing.Integrations;

/// <summary>A provider that does what a test tells it, and remembers what it was asked.</summary>
/// <remarks>The account that answers is named by the credential <c>apiKey</c>: <c>key-of-acct_1</c> reaches <c>acct_1</c>.</remarks>
public class FakeConnector : IConnectorModule
{
    public const string Key = "fake";

    private const string KeyPrefix = "key-of-";

    public ProviderDescriptor Descriptor { get; init; } = Describe(Key);

    public IReadOnlyList<SourceStream> Streams { get; init; } =
    [
        new("charges", "Charges") { Permission = "charges.read", UsuallyHasData = true },
        new("refunds", "Refunds") { Permission = "refunds.read" },
    ];

    public IReadOnlyList<IRecordProjection> Projections { get; init; } = [];

    /// <summary>Every adapter call, such as <c>connect acct_1</c>, <c>sync charges</c> and <c>page charges 2</c>, in its order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What goes wrong with a call; null lets it pass. Takes the call as <see cref="Calls"/> has it.</summary>
    public Func<string, Exception?> Fails { get; set; } = _ => null;

    /// <summary>What happens in the middle of a call, such as a wait that never ends.</summary>
    public Func<string, CancellationToken, Task> During { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What a stream answers with; a page that is thrown away was asked for nevertheless.</summary>
    public Func<StreamRequest, IEnumerable<SourcePage>> Pages { get; set; } =
        _ => [new SourcePage([], Checkpoint.At(new { Page = 1 }))];

    /// <summary>What hints come to.</summary>
    public Func<IReadOnlyList<SourceHint>, IEnumerable<SourcePage>> Hinted { get; set; } = _ => [];

    public Func<RawData, Transformed> Maps { get; set; } = _ => Transformed.Nothing;

    /// <summary>What the provider's clock shows; null for none.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>The credential that reaches an account.</summary>
    public static string KeyOf(string account) => KeyPrefix + account;

    public static ProviderDescriptor Describe(string key) =>
        new(
            key,
            "Fake",
            "finance",
            "A provider for tests.",
            "apiKey",
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["region"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("eu", "us") },
                },
                ["required"] = new JsonArray(),
                ["additionalProperties"] = false,
            },
            "PT1H"
        )
        {
            Credentials =
            [
                new("apiKey", "API key", "Names the account."),
                new("webhookSecret", "Signing secret", "For events.", Required: false),
            ],
            ApiVersion = "2026-01-01",
        };

    public IIntegrationAdapter Open(ConnectionContext connection) => new Adapter(this, connection);

    private async Task CallAsync(string call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        await During(call, cancellationToken);
        if (Fails(call) is { } failure)
            throw failure;
    }

    private sealed class Adapter(FakeConnector provider, ConnectionContext connection)
        : IIntegrationAdapter,
            IProbesStreams,
            IFetchesHints
    {
        private string Account => connection.Credentials["apiKey"].Reveal()[KeyPrefix.Length..];

        public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
        {
            await provider.CallAsync($"connect {Account}", cancellationToken);
            return new(Account, $"Account {Account}", "Europe/Berlin", "EUR", provider.Now);
        }

        public Task ProbeAsync(string stream, CancellationToken cancellationToken) =>
            provider.CallAsync($"probe {stream}", cancellationToken);

        public async IAsyncEnumerable<SourcePage> SyncAsync(
            StreamRequest request,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await provider.CallAsync($"sync {request.Stream}", cancellationToken);
            var number = 0;
            foreach (var page in provider.Pages(request))
            {
                await provider.CallAsync($"page {request.Stream} {++number}", cancellationToken);
                yield return page;
            }
        }

        public async IAsyncEnumerable<SourcePage> FetchAsync(
            IReadOnlyList<SourceHint> hints,
            StreamRequest request,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await provider.CallAsync($"fetch {string.Join(' ', hints.Select(hint => hint.Id))}", cancellationToken);
            foreach (var page in provider.Hinted(hints))
                yield return page;
        }

        public Transformed Transform(RawData data) => provider.Maps(data);

        public Task DisconnectAsync(CancellationToken cancellationToken) =>
            provider.CallAsync($"disconnect {Account}", cancellationToken);
    }
}

/// <summary>A <see cref="FakeConnector"/> that sends events, too: the body of one is a list of hints.</summary>
public sealed class FakeSender : FakeConnector, IReceivesWebhooks
{
    public string SigningSecret => "webhookSecret";

    public WebhookVerdict Verify(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        IReadOnlyList<Secret> secrets,
        DateTimeOffset now
    ) => new WebhookVerdict.Accepted(header("Event-Id")!, "changed", now, AccountId: null, Known: true);

    public IReadOnlyList<SourceHint> Hints(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize<List<SourceHint>>(body.Span)!;
}

/// <summary>A <see cref="FakeConnector"/> some of whose records are notes.</summary>
public sealed class FakeNotebook : FakeConnector, IGivesNotes
{
    /// <summary>What a record says; by default, a group is the title of a note.</summary>
    public Func<SourceRecord, SourceNote?> Notes { get; set; } =
        record =>
            record.Group is { } title
                ? new(
                    title,
                    record.Payload,
                    new(
                        DateOnly.FromDateTime(record.OccurredAt!.Value.UtcDateTime),
                        DateOnly.FromDateTime(record.OccurredAt.Value.UtcDateTime)
                    ),
                    Link: null,
                    Author: null
                )
                : null;

    public SourceNote? NoteOf(SourceRecord record, ZonedCalendar calendar) => Notes(record);
}
