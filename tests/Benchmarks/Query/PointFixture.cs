using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Workspaces;
using Npgsql;

namespace Nexus.Benchmarks.Query;

/// <summary>A workspace with data, and a key of its own.</summary>
/// <param name="Id">Key of its rows.</param>
/// <param name="ApiKey">May do everything in it.</param>
internal sealed record FilledWorkspace(WorkspaceId Id, string ApiKey);

/// <summary>
/// Many workspaces of very different size: the k-th has 1/k of the first one's points. Each has twelve metrics by campaign
/// and day over two years up to yesterday, two decimals a value, with totals by day and month as the product keeps them.
/// </summary>
internal static class PointFixture
{
    private const int Days = 730;

    /// <summary>Catalogue metrics whose values add up.</summary>
    public static readonly IReadOnlyList<string> Metrics =
    [
        "ads.spend",
        "ads.conversion_value",
        "ads.impressions",
        "ads.clicks",
        "ads.link_clicks",
        "ads.conversions",
        "ads.purchases",
        "ads.leads",
        "ads.video_views",
        "ads.video_completions",
        "web.sessions",
        "web.page_views",
    ];

    /// <param name="operatorKey">May create workspaces.</param>
    /// <param name="points">How many in all, about.</param>
    public static async Task<IReadOnlyList<FilledWorkspace>> CreateAsync(
        BenchmarkDatabase database,
        HttpClient http,
        string operatorKey,
        int workspaces,
        int points,
        CancellationToken cancellationToken
    )
    {
        var created = new List<FilledWorkspace>();
        for (var number = 1; number <= workspaces; number++)
            created.Add(await CreateWorkspaceAsync(database, http, operatorKey, number, cancellationToken));

        var shares = Enumerable.Range(1, workspaces).Sum(k => 1.0 / k);
        var campaigns = Enumerable
            .Range(1, workspaces)
            .Select(k => Math.Max(1, (int)Math.Round(points / shares / k / Days / Metrics.Count)));
        await using var fill = database.Superuser.CreateCommand(Fill);
        fill.CommandTimeout = 0;
        fill.Parameters.Add(Array(created.Select(workspace => workspace.Id.Value)));
        fill.Parameters.Add(Array(campaigns));
        fill.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Metrics] });
        fill.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Days });
        await fill.ExecuteNonQueryAsync(cancellationToken);
        foreach (var step in Finish)
            await database.ExecuteAsync(step, cancellationToken);
        return created;
    }

    private static async Task<FilledWorkspace> CreateWorkspaceAsync(
        BenchmarkDatabase database,
        HttpClient http,
        string operatorKey,
        int number,
        CancellationToken cancellationToken
    )
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"Workspace {number}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/workspaces");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
        request.Content = JsonContent.Create(
            new
            {
                name,
                timeZone = "Europe/Berlin",
                currency = "EUR",
            }
        );
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var id = await database.AskAsync<int>(
            $"select workspace_id from nexus.workspace where public_id = '{answer.GetProperty("id").GetGuid()}'",
            cancellationToken
        );
        return new(new(id), answer.GetProperty("apiKey").GetString()!);
    }

    private static NpgsqlParameter<int[]> Array(IEnumerable<int> values) => new() { TypedValue = [.. values] };

    /// <summary>$1 workspaces, $2 how many campaigns each has, $3 metrics, $4 days.</summary>
    private const string Fill = """
        with sizes as (select * from unnest($1, $2) as s(workspace_id, campaigns)),
        sources as (
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, created_at)
            select workspace_id, gen_random_uuid(), 'csv', 'Adverts', 'adverts', 'active', now() from sizes
            returning workspace_id, connection_id),
        series as (
            insert into nexus.kpi_series (workspace_id, connection_id, metric, granularity, dimension_hash,
                                          dimension_names, dimensions, currency, additive)
            select c.workspace_id, c.connection_id, m.metric, 1, gen_random_uuid(), 'campaign',
                   jsonb_build_object('campaign', 'Campaign ' || n),
                   case when m.metric in ('ads.spend', 'ads.conversion_value') then 'EUR' else '' end, true
            from sources c join sizes s using (workspace_id)
            cross join unnest($3) as m(metric) cross join generate_series(1, s.campaigns) n
            order by 1, 3, n
            returning workspace_id, series_id, dimensions),
        named as (
            insert into nexus.kpi_series_dimension (workspace_id, series_id, name, value)
            select workspace_id, series_id, 'campaign', dimensions ->> 'campaign' from series)
        insert into nexus.kpi_point (workspace_id, series_id, ts, value, batch_id)
        select workspace_id, series_id, (current_date - d)::timestamp at time zone 'UTC',
               round((abs(hashint8(series_id * 1000::bigint + d)) % 100000) / 100.0, 2), 1
        from (select workspace_id, series_id from series order by 1, 2) s cross join generate_series($4, 1, -1) d
        """;

    private static readonly string[] Finish = [.. StoredTotals.Build, "vacuum analyze", "checkpoint"];
}
