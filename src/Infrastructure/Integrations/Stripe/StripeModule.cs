using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Projections;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Stripe: recurring revenue, payments and customers, from an account's own objects.</summary>
internal sealed class StripeModule(IProviderHttp http, TimeProvider clock) : IConnectorModule, IReceivesWebhooks
{
    private const string AccountForm = "^acct_[0-9A-Za-z]+$";

    public ProviderDescriptor Descriptor { get; } =
        new(
            "stripe",
            "Stripe",
            "finance",
            "Recurring revenue, churn, payments, refunds and disputes of a Stripe account.",
            "apiKey",
            new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["discountPolicy"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["title"] = "Discounts in recurring revenue",
                        ["description"] =
                            "Which discounts lower it: those that last (recurring), only those without an end "
                            + "(forever_only), those of a single invoice as well (all), or none.",
                        ["enum"] = new JsonArray("recurring", "forever_only", "all", "none"),
                        ["default"] = "recurring",
                    },
                    ["includeConnectTransfers"] = new JsonObject
                    {
                        ["type"] = "boolean",
                        ["title"] = "Subtract transfers to connected accounts",
                        ["description"] =
                            "Whether money passed on lowers the net volume, as on Stripe's own dashboard.",
                        ["default"] = false,
                    },
                    ["backfillFrom"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["format"] = "date",
                        ["title"] = "History from",
                        ["description"] =
                            "Payments and invoices before this day are not read. Empty reads all of them.",
                    },
                    ["connectedAccount"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["title"] = "Connected account",
                        ["description"] = "For platforms: the account that is read with the platform's key.",
                        ["pattern"] = AccountForm,
                    },
                    ["accountId"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["title"] = "Account",
                        ["description"] = "Only needed where Stripe does not tell which account a key belongs to.",
                        ["pattern"] = AccountForm,
                    },
                },
                ["additionalProperties"] = false,
            },
            "PT1H"
        )
        {
            Credentials =
            [
                new(
                    StripeAccess.KeyName,
                    "API key",
                    "A restricted key with the right to read each stream: Stripe dashboard, Developers, API keys. It begins "
                        + "with rk_live_ or rk_test_. A secret key works, but may do more than Nexus needs."
                ),
                new(
                    SecretName,
                    "Signing secret",
                    "Of the webhook endpoint, which begins with whsec_. Without it figures follow within the hour instead "
                        + "of seconds.",
                    Required: false
                ),
                new(
                    SecretName + "Previous",
                    "Former signing secret",
                    "While a secret is being rolled: the one that still signs.",
                    Required: false
                ),
            ],
            ScheduleFloor = TimeSpan.FromMinutes(5),
            ApiVersion = StripeClient.Version,
        };

    public IReadOnlyList<SourceStream> Streams { get; } =
    [
        new(StripeCollections.Events, "Events") { Permission = StripeCollections.EventsPermission },
        .. StripeCollections.All.Select(collection => collection.Stream),
    ];

    public IReadOnlyList<IRecordProjection> Projections => StripeProjections.All;

    public string SigningSecret => SecretName;

    private const string SecretName = "webhookSecret";

    public IIntegrationAdapter Open(ConnectionContext connection) => new StripeAdapter(http, connection, clock);

    public WebhookVerdict Verify(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        IReadOnlyList<Secret> secrets,
        DateTimeOffset now
    ) => StripeWebhooks.Verify(body, header(StripeWebhooks.Header), secrets, now);

    public IReadOnlyList<SourceHint> Hints(ReadOnlyMemory<byte> body) => StripeWebhooks.Hints(body);
}
