using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediatR;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.Rates;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Keys;
using Nexus.ProviderSimulator.Stripe.Webhooks;
using Nexus.Testing.Http;

namespace Nexus.Testing.Integrations.Stripe;

/// <summary>One workspace with one account at Stripe.</summary>
public sealed class StripeWorkspace(StripeNexus nexus, WorkspaceId id, StripeAccount account)
{
    public WorkspaceId Id { get; } = id;

    public StripeAccount Account { get; } = account;

    /// <summary>May read all that is synced.</summary>
    public StripeKey Key { get; } = account.CreateRestrictedKey();

    /// <summary>The connection's public id; empty before it is connected.</summary>
    public Guid Connection { get; private set; }

    public Task<T> SendAsync<T>(IRequest<T> request) => nexus.Services.SendAsync(Id, request);

    /// <param name="webhookSecret">Of an endpoint at Stripe.</param>
    public async Task<ConnectionView> ConnectAsync(
        JsonObject? settings = null,
        string? webhookSecret = null,
        string? apiKey = null
    )
    {
        var credentials = new Dictionary<string, Secret?>(StringComparer.Ordinal)
        {
            ["apiKey"] = new Secret(apiKey ?? Key.Value),
        };
        if (webhookSecret is not null)
            credentials["webhookSecret"] = new Secret(webhookSecret);
        var made = await SendAsync(
            new CreateConnection.Command(
                "stripe",
                Name: null,
                JsonSerializer.SerializeToElement(settings ?? []),
                credentials
            )
        );
        Connection = made.Id;
        return made;
    }

    /// <summary>Has Stripe send its events to a node, signed with the secret that the connection was made with.</summary>
    public WebhookEndpoint SendTo(RunningNexus node, string secret) =>
        Account.Webhooks.Register(new Uri(node.Address, $"/webhooks/stripe/{Connection}"), secret: secret);

    public Task<ConnectionView> ViewAsync() => SendAsync(new GetConnection.Query(Connection));

    /// <summary>Rates from a day on; the currencies of the table are lower case.</summary>
    public Task PutRatesAsync(FxTable rates) =>
        SendAsync(
            new PutExchangeRates.Command([
                .. rates.Rates.Select(rate => new ExchangeRate(
                    rate.Currency.ToUpperInvariant(),
                    rate.From == DateOnly.MinValue ? new DateOnly(1970, 1, 1) : rate.From,
                    rate.Rate
                )),
            ])
        );

    /// <param name="from">First day.</param>
    /// <param name="to">The first day after the range.</param>
    public async Task<SeriesAnswer> SeriesAsync(string metric, string from, string to, string bucket = "day") =>
        (
            await SendAsync(
                new GetSeries.Query(
                    new SeriesRequest
                    {
                        Metric = metric,
                        From = from,
                        To = to,
                        Bucket = bucket,
                    }
                )
            )
        ).Value;

    /// <summary>A metric's value on one day; null where there is none.</summary>
    public async Task<decimal?> OnAsync(string metric, DateOnly day)
    {
        var series = await SeriesAsync(metric, Text(day), Text(day.AddDays(1)));
        return series.Points is [var only] ? only.Value : null;
    }

    /// <inheritdoc cref="Storage.NexusServices.RowsAsync" />
    public Task<List<string>> RowsAsync(string sql) => nexus.Services.RowsAsync(Id, sql);

    public Task ChangeRowsAsync(string sql) => nexus.Services.RowsAsync(Id, sql, commit: true);

    /// <summary>What was told about streams of the latest run of a kind, such as that all was read again.</summary>
    public Task<List<string>> NoticesAsync(string kind) =>
        RowsAsync(
            $"""
            select s.stream || ': ' || s.notice from nexus.sync_run_stream s
            where s.notice is not null and s.run_id = (
                select run_id from nexus.sync_run where kind = '{kind}' order by queued_at desc, run_id desc limit 1)
            order by s.stream
            """
        );

    /// <summary>What went wrong in all runs so far, by stream.</summary>
    public Task<List<string>> FaultsAsync() =>
        RowsAsync(
            """
            select distinct stream, error_code, error_message from nexus.sync_run_stream where error_code is not null
            union select distinct 'run', error_code, error_message from nexus.sync_run where error_code is not null
            order by 1
            """
        );

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
