using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Which list is read, from where.</summary>
/// <param name="Path">Such as <c>v1/charges</c>.</param>
/// <param name="Kind">What each of its objects says that it is.</param>
/// <param name="What">In plain words.</param>
/// <param name="Query">Filters and expansions; neither <c>limit</c> nor a cursor.</param>
internal sealed record StripeList(
    string Path,
    string Kind,
    string What,
    IReadOnlyList<(string Name, string Value)> Query
)
{
    /// <summary>The object after which to go on; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>When <see cref="After"/> was created, in Unix seconds: from there on where it is gone.</summary>
    public long? AfterCreated { get; init; }
}

/// <summary>One page of a list.</summary>
/// <param name="Rows">Objects of the kind and mode that was asked for, each once.</param>
/// <param name="LastCreated">Of the last row, in Unix seconds; null where it has no such field, or there is no row.</param>
internal sealed record StripePage(
    IReadOnlyList<JsonElement> Rows,
    bool HasMore,
    string? LastId,
    long? LastCreated,
    DateTimeOffset AskedAt
);

/// <summary>Reads lists page by page, newest first, and refuses what cannot be a list of Stripe's.</summary>
/// <remarks>
/// A list ends where Stripe says <c>has_more: false</c>, and nowhere else: an empty page that promises more, a page that
/// comes again, and a page that was promised and is empty end in <see cref="IntegrationFault.UnexpectedResponse"/>.
/// </remarks>
internal sealed class StripeLists(StripeClient client)
{
    private const int PageSize = 100;

    /// <exception cref="IntegrationException">Stripe refused, or what it sent is no page of this list.</exception>
    public async IAsyncEnumerable<StripePage> ReadAsync(
        StripeList list,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        var wasPromised = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answer = await client.AskAsync(list.Path, Query(list, PageSize), list.What, cancellationToken);
            if (answer.HasLostCursor && list is { After: not null, AfterCreated: { } created })
            {
                list = GoOnFrom(list, created);
                continue;
            }
            var page = Parse(answer, list.Kind, client.Livemode);
            if (page.Rows.Count == 0 && (page.HasMore || wasPromised))
                throw StripeFaults.Unexpected(
                    $"with an empty page of {list.What} where it had promised more",
                    answer.RequestId
                );
            if (IsSeen(page, list.After, cursors))
                throw StripeFaults.Unexpected($"with the same page of {list.What} again", answer.RequestId);
            yield return page;
            if (!page.HasMore)
                yield break;
            wasPromised = true;
            list = list with { After = page.LastId, AfterCreated = page.LastCreated };
        }
    }

    /// <summary>Reads one row or none: whether the list may be read at all.</summary>
    /// <exception cref="IntegrationException">It may not, or what came is no page of this list.</exception>
    public async Task ProbeAsync(StripeList list, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(list.Path, Query(list, 1), list.What, cancellationToken);
        var page = Parse(answer, list.Kind, client.Livemode);
        if (page is { Rows.Count: 0, HasMore: true })
            throw StripeFaults.Unexpected(
                $"with an empty page of {list.What} where it promised more",
                answer.RequestId
            );
    }

    /// <summary>Reads an object of the expected kind and mode.</summary>
    /// <exception cref="IntegrationException">It is something else.</exception>
    public static void Check(JsonElement row, string kind, bool livemode, string? requestId)
    {
        if (StripeFaults.Text(row, "object") != kind)
            throw StripeFaults.Unexpected($"with something that is not a {kind} where one was asked for", requestId);
        if (StripeFaults.Text(row, "id") is not { Length: > 0 })
            throw StripeFaults.Unexpected($"with a {kind} that has no id", requestId);
        if (
            row.TryGetProperty("livemode", out var mode)
            && mode.ValueKind != (livemode ? JsonValueKind.True : JsonValueKind.False)
        )
            throw StripeFaults.Unexpected($"with a {kind} of the other mode: live and test are never mixed", requestId);
    }

    private static bool IsSeen(StripePage page, string? after, HashSet<string> cursors)
    {
        if (after is not null)
            cursors.Add(after);
        return page.LastId is { } last
            && (cursors.Contains(last) || page.Rows.Any(row => StripeFaults.Text(row, "id") == after));
    }

    private static IEnumerable<(string, string)> Query(StripeList list, int limit)
    {
        yield return ("limit", limit.ToString(CultureInfo.InvariantCulture));
        foreach (var parameter in list.Query)
            yield return parameter;
        if (list.After is { } after)
            yield return ("starting_after", after);
    }

    /// <remarks>Objects of that second come a second time; storing them twice is the same as once.</remarks>
    private static StripeList GoOnFrom(StripeList list, long created) =>
        list with
        {
            After = null,
            AfterCreated = null,
            Query =
            [
                .. list.Query.Where(parameter => parameter.Name != "created[lte]"),
                ("created[lte]", created.ToString(CultureInfo.InvariantCulture)),
            ],
        };

    private static StripePage Parse(StripeAnswer answer, string kind, bool livemode)
    {
        if (!answer.IsData)
            throw answer.Refusal(answer.AskedAt);
        var body = answer.Body;
        if (
            StripeFaults.Text(body, "object") != "list"
            || !body.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
            || !body.TryGetProperty("has_more", out var more)
            || more.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
        )
            throw StripeFaults.Unexpected(
                $"the call for {answer.What} with something that is no list",
                answer.RequestId
            );
        var rows = data.EnumerateArray().ToList();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            Check(row, kind, livemode, answer.RequestId);
            if (!ids.Add(StripeFaults.Text(row, "id")!))
                throw StripeFaults.Unexpected($"with the same {kind} twice on one page", answer.RequestId);
        }
        return rows is [.., var last]
            ? new StripePage(
                rows,
                more.GetBoolean(),
                StripeFaults.Text(last, "id"),
                last.TryGetProperty("created", out var at) && at.TryGetInt64(out var seconds) ? seconds : null,
                answer.AskedAt
            )
            : new StripePage(rows, more.GetBoolean(), null, null, answer.AskedAt);
    }
}
