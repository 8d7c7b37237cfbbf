using Nexus.Testing.Http;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>A node that takes deliveries for one connection, whose signing secret is <see cref="Forgeries.Current"/>.</summary>
public sealed class WebhookNode : IAsyncLifetime
{
    private readonly MovableDatabase _database = new();
    private StripeNexus? _nexus;
    private RunningNexus? _node;
    private StripeWorkspace? _workspace;
    private StripeWorkspace? _other;

    internal StripeNexus Nexus => _nexus!;

    internal RunningNexus Node => _node!;

    internal StripeWorkspace Workspace => _workspace!;

    /// <summary>Another workspace with another account and the secret <see cref="Forgeries.Former"/>.</summary>
    internal StripeWorkspace Other => _other!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _nexus = await StripeNexus.StartAsync(_database.Database, Forgeries.Now);
        _workspace = await _nexus.OpenAsync("acct_1Believed");
        await _workspace.ConnectAsync(webhookSecret: Forgeries.Current);
        _other = await _nexus.OpenAsync("acct_1Elsewhere");
        await _other.ConnectAsync(webhookSecret: Forgeries.Former);
        _node = await _nexus.ServeAsync();
    }

    /// <summary>Posts a body to a connection's address.</summary>
    /// <returns>Status and body of the answer.</returns>
    internal async Task<(int Status, string Body)> PostAsync(byte[] body, string? header, Guid? connection = null)
    {
        using var client = Node.Client();
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=utf-8");
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/webhooks/stripe/{connection ?? Workspace.Connection}"
        )
        {
            Content = content,
        };
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Stripe-Signature", header);
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal Task<(int Status, string Body)> PostAsync(string body, string? header, Guid? connection = null) =>
        PostAsync(Forgeries.Bytes(body), header, connection);

    /// <summary>Deliveries that are stored for either connection.</summary>
    internal async Task<int> StoredAsync() =>
        (await Workspace.RowsAsync("select event_id from nexus.webhook_event")).Count
        + (await Other.RowsAsync("select event_id from nexus.webhook_event")).Count;

    public async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_nexus is not null)
            await _nexus.DisposeAsync();
        await _database.DisposeAsync();
    }
}
