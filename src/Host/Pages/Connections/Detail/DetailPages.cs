using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;
using Nexus.Domain.Kpis;
using Nexus.Host.Components;
using Nexus.Host.Identity;
using Nexus.Host.Pages.Connections.Catalogue;
using Nexus.Host.Pages.Connections.Forms;
using Nexus.Host.Pages.Errors;
using Nexus.Infrastructure.OAuth;

namespace Nexus.Host.Pages.Connections.Detail;

/// <summary>Everything about one connection, in parts.</summary>
internal static class DetailPages
{
    private const int Size = 50;

    public static void MapConnectionDetail(this RouteGroupBuilder pages)
    {
        var connection = pages.MapGroup("/connections/{id:guid}");
        connection.MapGet("/", Overview);
        connection.MapGet("/runs", Runs);
        connection.MapGet("/rejects", Rejects);
        connection.MapGet("/rejects/{reject:long}", Reject).RequireScope(ApiScopes.Write);
        connection.MapGet("/settings", Settings);
        connection.MapGet("/test", Test).RequireScope(ApiScopes.Write);
        connection.MapGet("/test/checks", FollowTest).RequireScope(ApiScopes.Write);
        connection.MapGet("/disconnect", Disconnect).RequireScope(ApiScopes.Admin);
    }

    /// <summary>The connection with its provider; a foreign one is not found.</summary>
    public static async Task<(ConnectionView Connection, SourceCard? Source)> FindAsync(
        Guid id,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var connection = await mediator.Send(new GetConnection.Query(id), cancellationToken);
        return (connection, await sources.FindAsync(connection.Provider, cancellationToken));
    }

    /// <summary>The page of runs, also where a backfill was refused.</summary>
    public static async Task<IResult> ShowRunsAsync(
        Guid id,
        Guid? cursor,
        (string? From, string? To, Refusals Refused) backfill,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        var runs = await mediator.Send(new ListRuns.Query(id, null, null, cursor, Size), cancellationToken);
        var workspace = await page.WorkspaceAsync(cancellationToken);
        var today = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart).DateOf(clock.GetUtcNow());
        return page.Show<RunsPage>(
            new
            {
                Connection = connection,
                Source = source,
                Runs = runs,
                Next = runs.Count == Size ? runs[^1].Id.ToString() : null,
                backfill.From,
                backfill.To,
                backfill.Refused,
                Today = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
            backfill.Refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    /// <summary>The page of rejected records, also where a replay was refused.</summary>
    public static async Task<IResult> ShowRejectsAsync(
        Guid id,
        long? cursor,
        Refusals refused,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        var rejects = await mediator.Send(
            new ListConnectionRejects.Query(id, cursor, Size, WithRecords: false),
            cancellationToken
        );
        return page.Show<RejectsPage>(
            new
            {
                Connection = connection,
                Source = source,
                Rejects = rejects,
                Next = rejects.Count == Size ? rejects[^1].Id.ToString(CultureInfo.InvariantCulture) : null,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    /// <summary>The page of settings as they are stored, with what was refused of the access.</summary>
    public static async Task<IResult> ShowSettingsAsync(
        ConnectionView connection,
        SourceCard? source,
        Refusals refused,
        PageContext page,
        CancellationToken cancellationToken
    ) =>
        connection.Schedule is null
            ? ShowDataSet(connection, source, connection.Name, refused, page)
            : page.Show<SettingsPage>(
                new
                {
                    Connection = connection,
                    Source = source,
                    Settings = JsonObject.Create(connection.Settings) ?? [],
                    connection.Name,
                    connection.Schedule,
                    Zone = connection.ScheduleZone,
                    WorkspaceZone = (await page.WorkspaceAsync(cancellationToken)).TimeZone,
                    Refused = refused,
                },
                refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
            );

    /// <summary>The settings of a data set of files, with its name as it was typed.</summary>
    public static IResult ShowDataSet(
        ConnectionView connection,
        SourceCard? source,
        string name,
        Refusals refused,
        PageContext page
    ) =>
        page.Show<DataSetPage>(
            new
            {
                Connection = connection,
                Source = source,
                Name = name,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );

    private static async Task<IResult> Overview(
        Guid id,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        OAuthSettings settings,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        var latest = await mediator.Send(new ListRuns.Query(id, null, null, null, 10), cancellationToken);
        var current =
            latest.FirstOrDefault(run => run.Status == "running")
            ?? latest.FirstOrDefault(run => run.FinishedAt is null);
        var home = settings.PublicUrl ?? new Uri($"{request.Scheme}://{request.Host}/");
        return page.Show<OverviewPage>(
            new
            {
                Connection = connection,
                Source = source,
                Current = current is null ? null : await mediator.Send(new GetRun.Query(current.Id), cancellationToken),
                WorkspaceZone = (await page.WorkspaceAsync(cancellationToken)).TimeZone,
                Webhook = source?.SigningSecret is null || connection.Status == "disconnected"
                    ? null
                    : new Uri(home, $"webhooks/{connection.Provider}/{connection.Id}").AbsoluteUri,
            }
        );
    }

    private static Task<IResult> Runs(
        Guid id,
        Guid? cursor,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => ShowRunsAsync(id, cursor, (null, null, Refusals.None), page, sources, mediator, clock, cancellationToken);

    private static Task<IResult> Rejects(
        Guid id,
        long? cursor,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => ShowRejectsAsync(id, cursor, Refusals.None, page, sources, mediator, cancellationToken);

    /// <summary>One record as it came: for those who can do something about it, since it may hold what is personal.</summary>
    private static async Task<IResult> Reject(
        Guid id,
        long reject,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        var found = await mediator.Send(
            new ListConnectionRejects.Query(id, reject - 1, 1, WithRecords: true),
            cancellationToken
        );
        return found is [var one] && one.Id == reject
            ? page.Show<RejectPage>(
                new
                {
                    Connection = connection,
                    Source = source,
                    Reject = one,
                }
            )
            : page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Settings(
        Guid id,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        return await ShowSettingsAsync(connection, source, Refusals.None, page, cancellationToken);
    }

    private static async Task<IResult> Test(
        Guid id,
        bool? run,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        var (answer, refused) =
            run == true
                ? await mediator.TrySendAsync(new TestConnection.Command(id), cancellationToken)
                : (null, Refusals.None);
        return page.Show<TestPage>(
            new
            {
                Connection = connection,
                Source = source,
                Answer = answer,
                Refused = refused,
            }
        );
    }

    private static async Task<IResult> FollowTest(
        Guid id,
        HttpContext http,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        await page.WorkspaceAsync(cancellationToken);
        return new CheckStream(http, page, source?.Streams ?? []).Send<TestPage>(
            async (found, token) =>
            {
                var (answer, refused) = await mediator.TrySendAsync(new TestConnection.Command(id, found), token);
                return new()
                {
                    ["Connection"] = connection,
                    ["Source"] = source,
                    ["Answer"] = answer,
                    ["Refused"] = refused,
                };
            }
        );
    }

    private static async Task<IResult> Disconnect(
        Guid id,
        string? data,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await FindAsync(id, sources, mediator, cancellationToken);
        var erase = data == "erase";
        var name = source?.Name ?? connection.Provider;
        if (connection.Schedule is null)
            return AskAboutDataSet(connection, erase, page);
        IReadOnlyList<string> first =
        [
            "Syncing stops at once. A run that is under way is asked to stop.",
            $"Nexus gives up what it holds at {name} and destroys the credentials.",
        ];
        return page.Show<ConfirmPage>(
            new
            {
                Title = erase ? $"Erase {connection.Name}?" : $"Disconnect {connection.Name}?",
                Consequences = (IReadOnlyList<string>)
                    [
                        .. first,
                        erase
                            ? "All its figures with their history, records, runs, overrides and rejected records are deleted. This cannot be undone."
                            : "Its figures and their history stay, and grow no more. Connecting the same account again goes on with them.",
                        erase
                            ? "The audit trail keeps who connected and disconnected it, and nothing else."
                            : "You can still erase them later.",
                    ],
                Confirm = erase ? "Disconnect and erase everything" : "Disconnect and keep the data",
                Action = $"/connections/{id}/disconnect",
                Back = $"/connections/{id}/settings",
                Trail = (IReadOnlyList<Crumb>)
                    [new("Connections", "/connections"), new(connection.Name, $"/connections/{id}")],
                Hidden = (IReadOnlyDictionary<string, string>)
                    new Dictionary<string, string> { ["data"] = erase ? "erase" : "keep" },
            }
        );
    }

    private static IResult AskAboutDataSet(ConnectionView set, bool erase, PageContext page) =>
        page.Show<ConfirmPage>(
            new
            {
                Title = erase ? $"Erase {set.Name}?" : $"Close {set.Name}?",
                Consequences = erase
                    ? (string[])
                        [
                            "The data set and all its figures with their history and overrides are deleted. This cannot be undone.",
                            "The uploaded files stay, and can be imported again. The audit trail keeps who erased it.",
                        ]
                    :
                    [
                        "Its figures and their history stay, and grow no more.",
                        "The next file that is imported into it opens it again. You can still erase it later.",
                    ],
                Confirm = erase ? "Erase everything" : "Close and keep the data",
                Action = $"/connections/{set.Id}/disconnect",
                Back = $"/connections/{set.Id}/settings",
                Trail = (Crumb[])[new("Connections", "/connections"), new(set.Name, $"/connections/{set.Id}")],
                Hidden = new Dictionary<string, string> { ["data"] = erase ? "erase" : "keep" },
            }
        );
}
