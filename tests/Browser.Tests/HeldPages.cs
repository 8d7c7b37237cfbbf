namespace Nexus.Browser.Tests;

/// <summary>
/// Every page that an audit holds: the name of its pictures, and its address, in which <c>{…}</c> stands for what the test
/// class puts there. A page that is missing here is named by <see cref="CoverageTests" />.
/// </summary>
public static class HeldPages
{
    /// <summary>Of a workspace in which there is nothing yet.</summary>
    public static TheoryData<string, string> Empty =>
        new()
        {
            { "first-run", "/" },
            { "dashboards-none", "/dashboards" },
            { "metrics-none", "/kpis" },
            { "goals-none", "/goals" },
            { "connections-none", "/connections" },
            { "runs-none", "/runs" },
            { "uploads-none", "/uploads" },
            { "upload-templates-none", "/uploads/templates" },
            { "health-none", "/status" },
        };

    /// <summary>Of those who are not signed in.</summary>
    public static TheoryData<string, string> Entry =>
        new()
        {
            { "sign-in", "/sign-in" },
            { "invitation", "/invitations/{invitation}" },
            { "link-ended", "/invitations/none" },
            { "welcome", "/welcome/{link}" },
        };

    public static TheoryData<string, string> People =>
        new()
        {
            { "settings", "/settings" },
            { "settings-members", "/settings/members" },
            { "settings-member-remove", "/settings/members/{person}/remove" },
            { "settings-invitation-revoke", "/settings/members/invitations/{invitation}/revoke" },
            { "settings-api-keys", "/settings/api-keys" },
            { "settings-api-key-revoke", "/settings/api-keys/{key}/revoke" },
            { "account", "/account" },
            { "workspaces", "/workspaces" },
            { "workspaces-new", "/workspaces/new" },
        };

    public static TheoryData<string, string> Dashboards =>
        new()
        {
            { "dashboard-marketing", "/dashboards/{marketing}" },
            { "dashboard-revenue", "/dashboards/{revenue}" },
            { "dashboard-health", "/dashboards/{health}" },
            { "dashboard-edit", "/dashboards/{health}?edit=1" },
            { "dashboard-states", "/dashboards/{states}" },
            { "dashboard-split", "/dashboards/{marketing}?by=campaign&pick=channel" },
            { "dashboards", "/dashboards" },
            { "dashboard-new", "/dashboards/new" },
            { "dashboard-settings", "/dashboards/{revenue}/settings" },
            { "dashboard-delete", "/dashboards/{revenue}/delete" },
            { "dashboard-share", "/dashboards/{revenue}/share" },
            { "dashboard-share-revoke", "/dashboards/{revenue}/share/{link}/revoke" },
            { "dashboard-tv", "/dashboards/{marketing}/tv" },
            { "data-set", "/connections/{shop}" },
            { "data-set-settings", "/connections/{shop}/settings" },
            { "tile-new", "/dashboards/{revenue}/tiles/new" },
            { "tile", "/dashboards/{revenue}/tiles/{tile}" },
            { "tile-remove", "/dashboards/{revenue}/tiles/{tile}/remove" },
        };

    /// <summary>What strangers see of a dashboard.</summary>
    public static TheoryData<string, string> Shared =>
        new() { { "shared", "/share/{token}" }, { "shared-ended", "/share/none" } };

    public static TheoryData<string, string> Metrics =>
        new()
        {
            { "metrics", "/kpis" },
            { "metric", "/kpis/finance.revenue" },
            { "metric-sessions", "/kpis/web.sessions?period=90d" },
            { "metric-split", "/kpis/web.sessions?by=channel" },
            { "metric-goal-new", "/kpis/finance.revenue/goal" },
            { "metric-goal", "/kpis/finance.revenue/goal/{goal}" },
            { "metric-goal-remove", "/kpis/finance.revenue/goal/{goal}/remove" },
            { "metric-override", "/kpis/finance.revenue/override" },
            { "metric-explain", "/kpis/finance.profit_margin/explain?at={yesterday}" },
            { "metric-note-remove", "/kpis/web.sessions/notes/{note}/remove" },
            { "goals", "/goals" },
            { "note-new", "/notes/new?day={yesterday}" },
            { "note", "/notes/{note}" },
        };

    /// <summary>Before and while a source is connected.</summary>
    public static TheoryData<string, string> Wizard =>
        new()
        {
            { "connections-catalogue", "/connections/catalogue" },
            { "connections-connect-key", "/connections/new/stripe" },
            { "connections-connect-consent", "/connections/new/google-analytics" },
            { "connections-not-granted", "/connections/new/google-analytics/granted?popup=true" },
            { "connections-configure", "/connections/new/{begun}/configure" },
            { "connections-test", "/connections/new/{begun}/test?run=true" },
            { "connections-test-failed", "/connections/new/{failing}/test?run=true" },
            { "connections-discard", "/connections/new/{begun}/discard" },
            { "connections-complete", "/connections/new/stripe/complete?connection={connection}&run={run}" },
        };

    public static TheoryData<string, string> Connection =>
        new()
        {
            { "connections", "/connections" },
            { "connection", "/connections/{connection}" },
            { "connection-runs", "/connections/{connection}/runs" },
            { "connection-rejects-none", "/connections/{connection}/rejects" },
            { "connection-settings", "/connections/{connection}/settings" },
            { "connection-test", "/connections/{connection}/test?run=true" },
            { "connection-disconnect", "/connections/{connection}/disconnect?data=erase" },
        };

    public static TheoryData<string, string> Operations =>
        new()
        {
            { "health", "/status" },
            { "diagnosis", "/status/{troubled}/diagnosis" },
            { "runs", "/runs" },
            { "run", "/runs/{rejecting}" },
            { "run-running", "/runs/{running}" },
            { "run-cancel", "/runs/{running}/cancel" },
            { "audit", "/audit" },
            { "connection-ended", "/connections/{ended}" },
            { "connection-rejects", "/connections/{troubled}/rejects" },
            { "connection-reject", "/connections/{troubled}/rejects/{reject}" },
        };

    public static TheoryData<string, string> Uploads =>
        new()
        {
            { "uploads", "/uploads" },
            { "upload-file", "/uploads/{new}/file" },
            { "upload-columns", "/uploads/{new}/columns" },
            { "upload-columns-long", "/uploads/{new}/columns?layout=long" },
            { "upload-data-set", "/uploads/{checked}/data-set" },
            { "upload-check", "/uploads/{checked}/check" },
            { "upload-result", "/uploads/{imported}" },
            { "upload-undo", "/uploads/{imported}/undo" },
            { "upload-templates", "/uploads/templates" },
            { "upload-template-forget", "/uploads/templates/{template}/forget" },
        };

    /// <summary>Addresses of all of them.</summary>
    internal static IReadOnlyList<string> Addresses =>
        [
            .. new[] { Empty, Entry, People, Dashboards, Shared, Metrics, Wizard, Connection, Operations, Uploads }
                .SelectMany(pages => pages)
                .Select(page => (string)page[1]),
        ];
}
