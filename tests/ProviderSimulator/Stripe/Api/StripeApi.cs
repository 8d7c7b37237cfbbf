using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe.Keys;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>From a path to what answers it. Permissions are looked at before the object is looked for, as at Stripe.</summary>
internal static class StripeApi
{
    /// <exception cref="StripeError">The request is refused.</exception>
    public static SimulatedAnswer Answer(StripeKey key, SimulatedRequest request, ApiVersion version)
    {
        var account = key.Account;
        var path = request.Path.Trim('/').Split('/');
        if (path is not ["v1", ..])
            throw StripeError.UnknownUrl(request.Method, request.Path);
        return account.Locked(() =>
        {
            if (path[1] == "webhook_endpoints")
                return WebhookEndpointsApi.Answer(key, request, path, version);
            if (request.Method != "GET")
                throw StripeError.UnknownUrl(request.Method, request.Path);
            var rendering = account.Rendering(version);
            var body = Get(key, request, path, rendering);
            Expansion.Apply(body, request.Query, account.Store, rendering);
            return new SimulatedAnswer { Json = body };
        });
    }

    /// <exception cref="StripeError">The key may not.</exception>
    public static void Demand(StripeKey key, string permission)
    {
        if (!key.May(permission))
            throw StripeError.Forbidden(
                $"The provided key '{key}' does not have the required permissions for this endpoint on account '{key.Account.Id}'. Having the '{permission}' permission would allow this request to continue."
            );
    }

    private static JsonObject Get(StripeKey key, SimulatedRequest request, string[] path, Rendering rendering)
    {
        switch (path)
        {
            case ["v1", "account"]:
                Demand(key, StripePermissions.Account);
                return key.Account.Render();
            case ["v1", "balance"]:
                Demand(key, StripePermissions.Balance);
                return Balance(key.Account, rendering);
            case ["v1", var name, .. var rest] when Resources.Find(name) is { } resource:
                if (resource.Since is { } since && rendering.Version.Date < since.Date)
                    break;
                Demand(key, resource.Permission);
                return Get(key.Account, request, resource, rest, rendering);
        }
        throw StripeError.UnknownUrl(request.Method, request.Path);
    }

    private static JsonObject Get(
        StripeAccount account,
        SimulatedRequest request,
        Resource resource,
        string[] rest,
        Rendering rendering
    )
    {
        var rows = resource.Rows(account.Store);
        if (rest is [])
            return StripeList.Read(resource, rows, request.Query, rendering, account.IsVisible);
        var found = Find(account, resource, rest[0]);
        return (found, rest) switch
        {
            (_, [_]) => found.Render(rendering),
            (Invoice invoice, [_, "lines"]) => StripeList.ReadOwned(
                invoice.Lines,
                request.Query,
                rendering,
                request.Path
            ),
            (Charge charge, [_, "refunds"]) => StripeList.ReadOwned(
                charge.Refunds,
                request.Query,
                rendering,
                request.Path
            ),
            (CreditNote, [_, "lines"]) => Json.List([], hasMore: false, request.Path),
            _ => throw StripeError.UnknownUrl(request.Method, request.Path),
        };
    }

    private static StripeObject Find(StripeAccount account, Resource resource, string id)
    {
        var found = resource.Rows(account.Store).Find(id);
        if (found is StripeEvent && !account.IsVisible(found))
            throw StripeError.Invalid(
                $"The event {id} is no longer available because it's aged out of our retention policy.",
                "id"
            );
        if (found is not null && (!found.IsDeleted || resource.ShowsDeleted))
            return found;
        var elsewhere = account.Simulation.Account(account.Id, !account.Livemode);
        if (resource.Rows(elsewhere.Store).Find(id) is not null)
        {
            var (here, there) = account.Livemode ? ("live", "test") : ("test", "live");
            throw new StripeError(
                404,
                "invalid_request_error",
                $"No such {resource.Kind}: '{id}'; a similar object exists in {there} mode, but a {here} mode key was used to make this request.",
                "resource_missing",
                "id"
            );
        }
        throw StripeError.Missing(resource.Kind, id);
    }

    private static JsonObject Balance(StripeAccount account, Rendering rendering)
    {
        JsonArray Sum(Func<BalanceTransaction, bool> counts) =>
            new([
                .. account
                    .Store.BalanceTransactions.All.Where(counts)
                    .GroupBy(row => row.Currency, StringComparer.Ordinal)
                    .Select(group => new JsonObject
                    {
                        ["amount"] = group.Sum(row => row.Net),
                        ["currency"] = group.Key,
                    }),
            ]);
        return new()
        {
            ["object"] = "balance",
            ["available"] = Sum(row => row.AvailableOn <= rendering.Now),
            ["livemode"] = account.Livemode,
            ["pending"] = Sum(row => row.AvailableOn > rendering.Now),
        };
    }
}
