using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Oracle;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.ProviderSimulator.Stripe.Webhooks;
using static Nexus.ProviderSimulator.Administration.AdminApi;

namespace Nexus.ProviderSimulator.Administration;

/// <summary>The simulated Stripe, driven from another process.</summary>
/// <remarks>
/// <c>POST accounts {"id", "scenario": "worked-example" | "ledger" | "random" | "bulk" | "demo", "seed", "objects"}</c>
/// opens an account, and answers its keys; <c>POST accounts/{id}/play {"until"}</c> plays a scenario on;
/// <c>POST accounts/{id}/payments {"amount", "currency"}</c> has someone pay, in the smallest unit;
/// <c>POST accounts/{id}/webhooks {"url", "secret"}</c> registers an endpoint, <c>…/deliver {"shuffle", "copies"}</c>
/// sends what waits; <c>GET accounts/{id}/oracle?day=2026-02-28&amp;zone=UTC</c> tells what has to come out.
/// </remarks>
internal sealed class StripeAdmin(StripeSimulation stripe)
{
    private readonly ConcurrentDictionary<string, Action<DateTimeOffset>> _scenarios = new(StringComparer.Ordinal);

    public async Task<JsonNode> AnswerAsync(
        string method,
        string[] path,
        JsonObject body,
        Parameters query,
        CancellationToken cancellationToken
    )
    {
        switch (method, path)
        {
            case ("POST", ["accounts"]):
                return Open(body);
            case ("POST", ["accounts", var id, "play"]):
                _scenarios[id]((DateTimeOffset)body["until"]!);
                return Done();
            case ("POST", ["accounts", var id, "webhooks"]):
                var endpoint = stripe
                    .Account(id)
                    .Webhooks.Register(new Uri((string)body["url"]!), secret: (string?)body["secret"]);
                return new JsonObject { ["id"] = endpoint.Id, ["secret"] = endpoint.Secrets[0] };
            case ("POST", ["accounts", var id, "payments"]):
                var charge = stripe
                    .Account(id)
                    .Payments.Charge(null, (long?)body["amount"] ?? 4_900, (string?)body["currency"] ?? "usd");
                return new JsonObject { ["id"] = charge.Id };
            case ("POST", ["accounts", var id, "deliver"]):
                return await DeliverAsync(stripe.Account(id), body, cancellationToken);
            case ("GET", ["accounts", var id, "oracle"]):
                return Oracle(stripe.Account(id), query);
            default:
                throw new ArgumentException($"There is no {method} stripe/{string.Join('/', path)}.");
        }
    }

    private JsonObject Open(JsonObject body)
    {
        var id = (string)body["id"]!;
        var account = stripe.CreateAccount(id);
        var seed = (int?)body["seed"] ?? 1;
        var now = account.Now;
        switch ((string?)body["scenario"])
        {
            case "worked-example":
                _scenarios[id] = Scenarios.WorkedExample(account).PlayUntil;
                break;
            case "ledger":
                Scenarios.Ledger(account);
                break;
            case "random":
                var terms = new HistoryTerms(now.AddMonths(-6), now.AddYears(1)) { Customers = 60 };
                var history = new RandomHistory(account, seed, terms);
                history.PlayUntil(now);
                _scenarios[id] = history.PlayUntil;
                break;
            case "bulk":
                Scenarios.Bulk(account, (int?)body["objects"] ?? 200_000, now.AddYears(-2), now);
                break;
            case "demo":
                _scenarios[id] = Scenarios.Demo(account, seed).PlayUntil;
                break;
            case null:
                break;
            case var unknown:
                throw new ArgumentException($"There is no scenario '{unknown}'.");
        }
        return new()
        {
            ["id"] = id,
            ["secret_key"] = account.CreateSecretKey().Value,
            ["restricted_key"] = account.CreateRestrictedKey().Value,
        };
    }

    private static async Task<JsonNode> DeliverAsync(
        StripeAccount account,
        JsonObject body,
        CancellationToken cancellationToken
    )
    {
        var attempts = await account.Webhooks.DeliverAsync(
            new WebhookDelivery
            {
                ShuffleSeed = (int?)body["shuffle"],
                MaxCopies = (int?)body["copies"] ?? 1,
                DelayedPercent = (int?)body["delayed"] ?? 0,
            },
            cancellationToken
        );
        return new JsonObject
        {
            ["sent"] = attempts.Count,
            ["accepted"] = attempts.Count(attempt => attempt.Succeeded),
            ["waiting"] = account.Webhooks.Waiting,
        };
    }

    /// <summary>MRR by currency at the end of the day, and the ledger of that day.</summary>
    private static JsonObject Oracle(StripeAccount account, Parameters query)
    {
        var day = DateOnly.ParseExact(query["day"] ?? "", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var zone = query["zone"] ?? "UTC";
        return account.Locked(() =>
        {
            var mrr = new MrrOracle(account.Facts, new FxTable("usd", []), zone).ByCurrency(day);
            var ledger = new LedgerOracle(account.Store.BalanceTransactions.All, zone).ByDay();
            return new JsonObject
            {
                ["mrr"] = new JsonObject(mrr.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
                ["ledger"] = new JsonObject(
                    ledger
                        .Where(pair => pair.Key.Day == day)
                        .Select(pair => KeyValuePair.Create(pair.Key.Currency, (JsonNode?)Totals(pair.Value)))
                ),
            };
        });
    }

    private static JsonObject Totals(LedgerTotals totals) =>
        new()
        {
            ["gross"] = totals.Gross,
            ["refunds"] = totals.Refunds,
            ["disputes"] = totals.Disputes,
            ["fees"] = totals.Fees,
            ["net"] = totals.Net,
        };
}
