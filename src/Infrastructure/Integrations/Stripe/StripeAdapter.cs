using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Reads one Stripe account in one mode.</summary>
internal sealed class StripeAdapter : IIntegrationAdapter, IProbesStreams, IFetchesHints
{
    private readonly StripeAccess _access;
    private readonly StripeClient _client;
    private readonly StripeLists _lists;
    private readonly HintReader _hints;
    private readonly EventReader _events;
    private readonly CollectionReader _collections;

    /// <exception cref="IntegrationException">Key or settings make no sense.</exception>
    public StripeAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _access = StripeAccess.Of(connection);
        _client = new StripeClient(http, _access, clock);
        _lists = new StripeLists(_client);
        var objects = new StripeObjects(_client, _lists);
        _hints = new HintReader(_lists, objects, _access.Livemode);
        _events = new EventReader(_lists, _hints, _access, clock);
        _collections = new CollectionReader(_lists, objects, _access, clock);
    }

    /// <remarks>
    /// Asks for the account, which tells its zone and currency. Most restricted keys may not; the refusal names the
    /// account all the same, and proves that the key is valid.
    /// </remarks>
    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        var answer = await _client.AskAsync("v1/account", [], "the account", cancellationToken);
        var refusal = answer.IsData ? null : answer.Refusal(answer.AskedAt);
        if (refusal is { Fault: not IntegrationFault.NoAccess })
            throw refusal;
        var account = refusal is null
            ? Describe(answer)
            : new ProviderAccount(
                Identify(StripeFaults.AccountIn(answer.Error), answer.RequestId),
                "Stripe",
                null,
                null,
                answer.At
            );
        if (_access.ConnectedTo is { } before && before != account.Id)
            throw new IntegrationException(
                IntegrationFault.AccountChanged,
                "The API key belongs to another account or mode than the one that was connected. Nothing was read, so that "
                    + "the figures of two accounts are not mixed. Enter a key of the same account, or make a new connection."
            );
        return account;
    }

    public IAsyncEnumerable<SourcePage> SyncAsync(StreamRequest request, CancellationToken cancellationToken) =>
        request.Stream == StripeCollections.Events
            ? _events.ReadAsync(request, cancellationToken)
            : _collections.ReadAsync(StripeCollections.Get(request.Stream), request, cancellationToken);

    public Transformed Transform(RawData data) => StripeTransform.Record(data);

    public Task ProbeAsync(string stream, CancellationToken cancellationToken) =>
        _lists.ProbeAsync(
            stream == StripeCollections.Events
                ? EventReader.Feed
                : CollectionReader.ListOf(StripeCollections.Get(stream)),
            cancellationToken
        );

    public async IAsyncEnumerable<SourcePage> FetchAsync(
        IReadOnlyList<SourceHint> hints,
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in _hints.ReadAsync(hints, request, null, () => request.From, cancellationToken))
            yield return page;
    }

    /// <summary>Nothing is held at Stripe: the key and the webhook endpoint are its owner's to delete.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private ProviderAccount Describe(StripeAnswer answer)
    {
        var id = StripeFaults.Text(answer.Body, "id");
        if (id is null || StripeFaults.Text(answer.Body, "object") != "account")
            throw StripeFaults.Unexpected("the call for the account with something that is none", answer.RequestId);
        var dashboard = Member(Member(answer.Body, "settings"), "dashboard");
        var name =
            StripeFaults.Text(dashboard, "display_name")
            ?? StripeFaults.Text(Member(answer.Body, "business_profile"), "name");
        return new ProviderAccount(
            Identify(id, answer.RequestId),
            string.IsNullOrWhiteSpace(name) ? id : name,
            StripeFaults.Text(dashboard, "timezone"),
            StripeFaults.Text(answer.Body, "default_currency")?.ToUpperInvariant(),
            answer.At
        );
    }

    /// <summary>The account in its mode, such as <c>acct_1:live</c>: a key cannot cross modes, so figures never mix.</summary>
    private string Identify(string? told, string? requestId)
    {
        var id =
            _access.ConnectedAccount
            ?? told
            ?? _access.AccountId
            ?? throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "The key works, but Stripe does not say which account it belongs to. Enter the account's id, which begins "
                    + "with acct_ and stands in Stripe's dashboard, in the setting accountId."
            )
            {
                RequestId = requestId,
            };
        if (told is not null && _access is { ConnectedAccount: null, AccountId: { } stated } && stated != told)
            throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "The key belongs to another account than the setting accountId says. Correct one of the two."
            )
            {
                RequestId = requestId,
            };
        return $"{id}:{_access.Mode}";
    }

    private static JsonElement Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member) ? member : default;
}
