using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Testing.Integrations.Stripe;

/// <summary>What a workspace holds of its account, against what a fresh and complete reading of the account brings.</summary>
/// <remarks>Both as lines: stream, id and what is kept of each object that exists, sorted.</remarks>
public static class AccountCopy
{
    /// <param name="streams">All where there are none.</param>
    public static async Task<IReadOnlyList<string>> HeldAsync(StripeWorkspace workspace, params string[] streams)
    {
        var lines = await workspace.RowsAsync(
            "select stream, object_id, payload from nexus.source_record where not deleted"
        );
        return
        [
            .. lines
                .Where(line =>
                    streams.Length == 0 || streams.Contains(line[..line.IndexOf(' ', StringComparison.Ordinal)])
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The same by lists alone, read from Stripe at this moment.</summary>
    public static async Task<IReadOnlyList<string>> TrueAsync(
        StripeNexus nexus,
        StripeWorkspace workspace,
        params string[] streams
    )
    {
        await using var scope = nexus.Services.Enter(workspace.Id);
        var module = scope.ServiceProvider.GetRequiredService<Connectors>().Find("stripe")!;
        var adapter = module.Open(
            new ConnectionContext(
                Guid.Empty,
                JsonSerializer.SerializeToElement(new { }),
                new Dictionary<string, Secret>(StringComparer.Ordinal) { ["apiKey"] = new(workspace.Key.Value) },
                AccountId: null
            )
        );
        List<string> lines = [];
        // The first stream is that of events, which are not kept.
        foreach (var stream in module.Streams.Skip(1).Select(stream => stream.Name))
        {
            if (streams.Length > 0 && !streams.Contains(stream))
                continue;
            await foreach (var page in adapter.SyncAsync(FromTheStart(stream), CancellationToken.None))
            {
                foreach (var record in page.Records.SelectMany(raw => adapter.Transform(raw).Records))
                    lines.Add($"{record.Stream} {record.Id} {record.Payload}");
            }
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static StreamRequest FromTheStart(string stream) =>
        new(stream, Checkpoint.Start)
        {
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
        };
}
