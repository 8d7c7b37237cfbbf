using System.Globalization;
using Nexus.Application.Tests.Features.Connections;

namespace Nexus.Application.Tests.Features.Health;

/// <summary>Runs that have been, written straight into the table.</summary>
internal static class HealthRows
{
    /// <summary>Adds a run that finished before the scene's time.</summary>
    /// <param name="ago">How long before; ten minutes unless given.</param>
    /// <param name="calls">Calls to the provider.</param>
    /// <param name="milliseconds">How long they took in all.</param>
    /// <param name="quotaUsed">What the provider said to be used of its limits.</param>
    public static Task AddRunAsync(
        this ConnectionScene scene,
        Guid connection,
        string status,
        TimeSpan? ago = null,
        int rejected = 0,
        int calls = 0,
        int milliseconds = 0,
        decimal? quotaUsed = null
    )
    {
        var at = (ConnectionScene.Now - (ago ?? TimeSpan.FromMinutes(10))).ToString("O", CultureInfo.InvariantCulture);
        var ended = status is "queued" or "running" ? "null" : $"'{at}'";
        var failed = status == "failed" ? ("'credential_refused'", "'The sign-in was refused.'") : ("null", "null");
        return scene.Nexus.RowsAsync(
            scene.Workspace,
            $"""
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, started_at,
                                        finished_at, attempts, pages, records_read, records_changed, records_rejected,
                                        points_changed, calls, call_milliseconds, quota_used, error_code, error_message)
            select workspace_id, gen_random_uuid(), connection_id, 'scheduled', '{status}', 'scheduler', '{at}', '{at}', {ended},
                   1, 0, 0, 0, {rejected}, 0, {calls}, {milliseconds}, {quotaUsed?.ToString(
                CultureInfo.InvariantCulture
            ) ?? "null"}, {failed.Item1}, {failed.Item2}
            from nexus.connection where public_id = '{connection}'
            """,
            commit: true
        );
    }
}
