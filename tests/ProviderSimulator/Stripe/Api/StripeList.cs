using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>Answers a list: filters, cursors, newest first, at most 100 rows.</summary>
internal static class StripeList
{
    private static readonly string[] Bounds = ["", "[gt]", "[gte]", "[lt]", "[lte]"];
    private static readonly string[] Common = ["limit", "starting_after", "ending_before", "expand[]"];

    /// <summary>The page that the query asks for.</summary>
    /// <param name="isVisible">What the account lets be seen besides, as with events.</param>
    /// <exception cref="StripeError">A parameter is unknown or makes no sense.</exception>
    public static JsonObject Read(
        Resource resource,
        IStripeRows rows,
        Parameters query,
        Rendering rendering,
        Func<StripeObject, bool> isVisible
    )
    {
        Check(resource, query);
        var limit = Limit(query);
        var matches = Matching(resource, query);
        bool Fits(StripeObject row) =>
            isVisible(row) && resource.IsListed(row, query) && matches.All(match => match(row));

        // One more than asked for tells whether there are more.
        List<StripeObject> found;
        if (query["ending_before"] is { } end)
        {
            found = [.. rows.OldestFirst(Cursor(resource, rows, end, "ending_before")).Where(Fits).Take(limit + 1)];
            var newer = found.Take(limit).Reverse().ToList();
            return Page(newer, found.Count > limit);
        }
        var after = query["starting_after"] is { } start ? Cursor(resource, rows, start, "starting_after") : null;
        found =
        [
            .. rows.NewestFirst(after, Before(resource, query))
                .TakeWhile(row => !IsPast(resource, query, row))
                .Where(Fits)
                .Take(limit + 1),
        ];
        return Page([.. found.Take(limit)], found.Count > limit);

        JsonObject Page(List<StripeObject> page, bool hasMore) =>
            Json.List(page.Select(row => row.Render(rendering)), hasMore, $"/v1/{resource.Path}");
    }

    /// <summary>A page of rows that belong to one object, in their own order.</summary>
    public static JsonObject ReadOwned<T>(IReadOnlyList<T> rows, Parameters query, Rendering rendering, string url)
        where T : StripeObject
    {
        var limit = Limit(query);
        var start = 0;
        if (query["starting_after"] is { } cursor)
        {
            start = rows.TakeWhile(row => row.Id != cursor).Count() + 1;
            if (start > rows.Count)
                throw StripeError.Missing("line item", cursor, "starting_after", status: 400);
        }
        var page = rows.Skip(start).Take(limit).Select(row => row.Render(rendering));
        return Json.List(page, rows.Count > start + limit, url);
    }

    private static void Check(Resource resource, Parameters query)
    {
        var times = resource.Times.Keys.Concat(resource.HasCreated ? ["created"] : []);
        var known = Common
            .Concat(resource.Filters.Keys)
            .Concat(times.SelectMany(time => Bounds.Select(bound => time + bound)))
            .Concat(resource.Path == "events" ? ["types[]"] : [])
            .ToHashSet(StringComparer.Ordinal);
        if (query.Names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw StripeError.Invalid($"Received unknown parameter: {unknown}", unknown, "parameter_unknown");
        if (resource.Required is { } required && query[required] is null)
            throw StripeError.Invalid($"Missing required param: {required}.", required, "parameter_missing");
        if (query["starting_after"] is not null && query["ending_before"] is not null)
            throw StripeError.Invalid("You may only specify one of these parameters: starting_after, ending_before.");
    }

    private static int Limit(Parameters query) =>
        query["limit"] is not { } text ? 10
        : query.Number("limit") is not { } limit
            ? throw StripeError.Invalid($"Invalid integer: {text}", "limit", "parameter_invalid_integer")
        : limit is >= 1 and <= 100 ? (int)limit
        : throw StripeError.Invalid(
            $"This value must be between 1 and 100 (it currently is '{limit.ToString(CultureInfo.InvariantCulture)}').",
            "limit",
            "parameter_invalid_integer"
        );

    private static StripeObject Cursor(Resource resource, IStripeRows rows, string id, string param) =>
        rows.Find(id) ?? throw StripeError.Missing(resource.Kind, id, param, status: 400);

    private static List<Func<StripeObject, bool>> Matching(Resource resource, Parameters query)
    {
        var matches = new List<Func<StripeObject, bool>>();
        foreach (var (name, value) in query.All.Where(pair => resource.Filters.ContainsKey(pair.Key)))
        {
            // The two that compare in a way of their own: see IsListed of subscriptions, and types below.
            if ((resource.Path, name) is not ("subscriptions", "status") and not ("events", "type"))
                matches.Add(row => resource.Filters[name](row) == value);
        }
        if (resource.HasCreated)
            matches.AddRange(Within(query, "created", row => row.Created));
        foreach (var (name, of) in resource.Times)
            matches.AddRange(Within(query, name, of));
        if (resource.Path == "events")
            matches.AddRange(OfType([.. query.Values("types[]"), .. query.Values("type")]));
        return matches;
    }

    private static IEnumerable<Func<StripeObject, bool>> Within(
        Parameters query,
        string name,
        Func<StripeObject, DateTimeOffset?> of
    )
    {
        foreach (var bound in Bounds)
        {
            if (query[name + bound] is not { } text)
                continue;
            var limit =
                query.Number(name + bound)
                ?? throw StripeError.Invalid($"Invalid integer: {text}", name, "parameter_invalid_integer");
            yield return row =>
                of(row)?.ToUnixTimeSeconds() is { } time
                && bound switch
                {
                    "[gt]" => time > limit,
                    "[gte]" => time >= limit,
                    "[lt]" => time < limit,
                    "[lte]" => time <= limit,
                    _ => time == limit,
                };
        }
    }

    private static IEnumerable<Func<StripeObject, bool>> OfType(string[] types)
    {
        if (types.Length > 20)
            throw StripeError.Invalid("You may specify up to 20 types.", "types");
        if (types.Length > 0)
            yield return row =>
                types.Any(type =>
                    type.EndsWith(".*", StringComparison.Ordinal)
                        ? ((StripeEvent)row).Type.StartsWith(type[..^1], StringComparison.Ordinal)
                        : ((StripeEvent)row).Type == type
                );
    }

    /// <summary>Where the newest row of the answer can be at most; saves the walk through all that are newer.</summary>
    private static DateTimeOffset? Before(Resource resource, Parameters query)
    {
        if (!resource.HasCreated)
            return null;
        var limit = query.Number("created[lt]") ?? (query.Number("created[lte]") ?? query.Number("created")) + 1;
        return limit is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>Whether this row and all after it are older than the query wants.</summary>
    private static bool IsPast(Resource resource, Parameters query, StripeObject row) =>
        resource.HasCreated
        && (query.Number("created[gte]") ?? query.Number("created[gt]") ?? query.Number("created")) is { } oldest
        && row.Created.ToUnixTimeSeconds() < oldest;
}
