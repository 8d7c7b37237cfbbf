using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Fetches single objects, and what lists within objects leave out.</summary>
internal sealed class StripeObjects(StripeClient client, StripeLists lists)
{
    private const int CallsAtOnce = 4;

    /// <summary>The objects of a page with their lists complete, in the order of the page.</summary>
    /// <param name="changedAt">When each came to be so, by its id; null where nobody told.</param>
    /// <exception cref="IntegrationException">Stripe refused, or sent something else than asked for.</exception>
    public async Task<IReadOnlyList<RawData>> CompleteAsync(
        StripeCollection collection,
        StripePage page,
        Func<string, DateTimeOffset?> changedAt,
        CancellationToken cancellationToken
    ) =>
        await InParallelAsync(
            page.Rows,
            async (row, token) =>
                new RawData(
                    collection.Name,
                    await CompleteAsync(collection, row, token),
                    page.AskedAt,
                    changedAt(StripeFaults.Text(row, "id")!)
                ),
            cancellationToken
        );

    /// <summary>What hinted objects look like now; those that are gone come as deleted, with what the hint says of them.</summary>
    /// <exception cref="IntegrationException">Stripe refused, or sent something else than asked for.</exception>
    public async Task<IReadOnlyList<RawData>> FetchAsync(
        StripeCollection collection,
        IReadOnlyList<SourceHint> hints,
        CancellationToken cancellationToken
    ) =>
        await InParallelAsync(
            hints,
            async (hint, token) => await FetchAsync(collection, hint, token),
            cancellationToken
        );

    private async Task<RawData> FetchAsync(
        StripeCollection collection,
        SourceHint hint,
        CancellationToken cancellationToken
    )
    {
        var answer = await AskAsync(collection, hint.Id, collection.Expand, cancellationToken);
        // Of a deleted object nothing is left that could be expanded.
        if (
            answer.Status == HttpStatusCode.BadRequest
            && await AskAsync(collection, hint.Id, [], cancellationToken) is var bare
            && IsDeleted(bare, hint.Id)
        )
            answer = bare;
        if (answer.IsMissing || IsDeleted(answer, hint.Id))
            return new RawData(collection.Name, Tombstone(collection, hint), answer.AskedAt, hint.At);
        if (!answer.IsData)
            throw answer.Refusal(answer.AskedAt);
        StripeLists.Check(answer.Body, collection.Kind, client.Livemode, answer.RequestId);
        if (StripeFaults.Text(answer.Body, "id") != hint.Id)
            throw StripeFaults.Unexpected($"with another {collection.Kind} than the one asked for", answer.RequestId);
        return new RawData(
            collection.Name,
            await CompleteAsync(collection, answer.Body, cancellationToken),
            answer.AskedAt,
            hint.At
        );
    }

    private Task<StripeAnswer> AskAsync(
        StripeCollection collection,
        string id,
        IReadOnlyList<string> expand,
        CancellationToken cancellationToken
    ) =>
        client.AskAsync(
            $"{collection.Path}/{Uri.EscapeDataString(id)}",
            expand.Select(path => ("expand[]", path)),
            collection.Title.ToLowerInvariant(),
            cancellationToken
        );

    private async Task<JsonElement> CompleteAsync(
        StripeCollection collection,
        JsonElement row,
        CancellationToken cancellationToken
    )
    {
        if (
            collection.Embedded is not var (field, kind)
            || !row.TryGetProperty(field, out var embedded)
            || embedded.ValueKind != JsonValueKind.Object
            || !embedded.TryGetProperty("has_more", out var more)
            || more.ValueKind != JsonValueKind.True
        )
            return row;
        var members = new JsonArray();
        await foreach (
            var page in lists.ReadAsync(MembersOf(collection, StripeFaults.Text(row, "id")!, kind), cancellationToken)
        )
        {
            foreach (var member in page.Rows)
                members.Add(JsonNode.Parse(member.GetRawText()));
        }
        var whole = JsonObject.Create(row)!;
        var list = whole[field]!.DeepClone();
        list["data"] = members;
        list["has_more"] = false;
        whole[field] = list;
        return JsonSerializer.SerializeToElement(whole);
    }

    /// <remarks>Read from their beginning: what the object showed of them may have other ids than the list.</remarks>
    private static StripeList MembersOf(StripeCollection collection, string id, string kind) =>
        kind == "subscription_item"
            ? new StripeList(
                "v1/subscription_items",
                kind,
                "the items of a subscription",
                [("subscription", id), ("expand[]", "data.discounts")]
            )
            : new StripeList(
                $"{collection.Path}/{Uri.EscapeDataString(id)}/lines",
                kind,
                "the lines of an invoice",
                []
            );

    private static bool IsDeleted(StripeAnswer answer, string id) =>
        answer.IsData
        && StripeFaults.Text(answer.Body, "id") == id
        && answer.Body.TryGetProperty("deleted", out var deleted)
        && deleted.ValueKind == JsonValueKind.True;

    private static JsonElement Tombstone(StripeCollection collection, SourceHint hint)
    {
        var remains =
            hint.Payload is null ? null
            : JsonNode.Parse(hint.Payload) is JsonObject known && known["id"]?.GetValue<string>() == hint.Id ? known
            : null;
        remains ??= new JsonObject { ["id"] = hint.Id, ["object"] = collection.Kind };
        remains["deleted"] = true;
        return JsonSerializer.SerializeToElement(remains);
    }

    private static async Task<IReadOnlyList<RawData>> InParallelAsync<T>(
        IReadOnlyList<T> all,
        Func<T, CancellationToken, Task<RawData>> read,
        CancellationToken cancellationToken
    )
    {
        var results = new RawData[all.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = CallsAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, all.Count),
            options,
            async (index, token) => results[index] = await read(all[index], token)
        );
        return results;
    }
}
