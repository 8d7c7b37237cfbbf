using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.Application.Features.Syncs;
using Nexus.Domain.Integrations;
using Nexus.Host.Api;
using Nexus.Host.Identity;
using Nexus.Host.Pages.Connections.Catalogue;
using Nexus.Host.Pages.Connections.Forms;
using Nexus.Host.Pages.Errors;

namespace Nexus.Host.Pages.Connections.Detail;

/// <summary>What is done to a connection: editors have it synced, admins change it.</summary>
internal static class ChangePages
{
    public static void MapConnectionChanges(this RouteGroupBuilder pages)
    {
        var connection = pages.MapGroup("/connections/{id:guid}");
        connection.MapPost("/sync", Sync);
        connection.MapPost("/backfill", Backfill);
        connection.MapPost("/replay", Replay);
        connection.MapPost("/pause", Pause).RequireScope(ApiScopes.Admin);
        connection.MapPost("/resume", Resume).RequireScope(ApiScopes.Admin);
        connection.MapPost("/settings", ChangeSettings).RequireScope(ApiScopes.Admin);
        connection.MapPost("/credentials", ChangeCredentials).RequireScope(ApiScopes.Admin);
        connection.MapGet("/consent", Consent).RequireScope(ApiScopes.Admin);
        connection.MapPost("/disconnect", Disconnect).RequireScope(ApiScopes.Admin);
    }

    private static async Task<IResult> Sync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new RequestSync.Command(id), cancellationToken);
        return Back(page, id, refused, "The sync begins.");
    }

    private static async Task<IResult> Pause(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new PauseConnection.Command(id), cancellationToken);
        return Back(page, id, refused, "Paused.");
    }

    private static async Task<IResult> Resume(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new ResumeConnection.Command(id), cancellationToken);
        return Back(page, id, refused, "Resumed. The next sync begins at once.");
    }

    private static async Task<IResult> Backfill(
        Guid id,
        HttpRequest request,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (request.Form["from"].ToString(), request.Form["to"].ToString());
        var (_, refused) = await mediator.TrySendAsync(
            new RequestBackfill.Command(id, Day(from), Day(to)),
            cancellationToken
        );
        return refused.Any
            ? await DetailPages.ShowRunsAsync(
                id,
                cursor: null,
                (from, to, refused),
                page,
                sources,
                mediator,
                clock,
                cancellationToken
            )
            : page.Redirect($"/connections/{id}/runs", Toast.Done("The backfill is queued."));
    }

    private static async Task<IResult> Replay(
        Guid id,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new ReplayRejects.Command(id), cancellationToken);
        return refused.Any
            ? await DetailPages.ShowRejectsAsync(id, null, refused, page, sources, mediator, cancellationToken)
            : page.Redirect($"/connections/{id}/runs", Toast.Done("The rejected records are tried again."));
    }

    private static async Task<IResult> ChangeSettings(
        Guid id,
        HttpRequest request,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await DetailPages.FindAsync(id, sources, mediator, cancellationToken);
        if (source is null)
            return page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
        var form = request.Form;
        if (source.IsFiles)
            return await RenameAsync(connection, source, form["name"].ToString(), page, mediator, cancellationToken);
        var settings = SettingsForm.Read(source.Provider.SettingsSchema, form);
        var workspace = await page.WorkspaceAsync(cancellationToken);
        var (schedule, zone) = ScheduleChoice.Read(form, source.Provider, workspace.TimeZone);
        var name = form["name"].ToString();
        var refused = Refusals.None;
        if (!SettingsForm.IsRearranged(form))
        {
            // Settings that stay as they are need not be tried at the provider.
            var changed = !System.Text.Json.JsonElement.DeepEquals(settings, connection.Settings);
            (_, refused) = await mediator.TrySendAsync(
                new UpdateConnection.Command(id, name, changed ? settings : null, schedule, zone, Credentials: null),
                cancellationToken
            );
            if (!refused.Any)
                return page.Redirect($"/connections/{id}/settings", Toast.Done("Saved."));
        }
        return page.Show<SettingsPage>(
            new
            {
                Connection = connection,
                Source = source,
                Settings = JsonObject.Create(settings)!,
                Name = name,
                Schedule = schedule,
                Zone = zone,
                WorkspaceZone = workspace.TimeZone,
                Refused = refused.InWords(source.Provider, form),
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> RenameAsync(
        ConnectionView set,
        SourceCard source,
        string name,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(
            new UpdateConnection.Command(set.Id, name, null, null, null, null),
            cancellationToken
        );
        return refused.Any
            ? DetailPages.ShowDataSet(set, source, name, refused, page)
            : page.Redirect($"/connections/{set.Id}/settings", Toast.Done("Saved."));
    }

    private static async Task<IResult> ChangeCredentials(
        Guid id,
        HttpRequest request,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (connection, source) = await DetailPages.FindAsync(id, sources, mediator, cancellationToken);
        if (source is null or { IsFiles: true })
            return page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
        var given = CredentialForm
            .Read(source.Provider, request.Form)
            .ToDictionary(one => one.Key, Secret? (one) => one.Value, StringComparer.Ordinal);
        var refused = Refusals.Of("", "Fill in what is to be replaced.");
        if (given.Count > 0)
            (_, refused) = await mediator.TrySendAsync(
                new UpdateConnection.Command(id, null, null, null, null, given),
                cancellationToken
            );
        return refused.Any
            ? await DetailPages.ShowSettingsAsync(
                connection,
                source,
                refused.InWords(source.Provider, request.Form),
                page,
                cancellationToken
            )
            : page.Redirect($"/connections/{id}", Toast.Done($"{source.Name} accepts it. The connection goes on."));
    }

    private static async Task<IResult> Consent(
        Guid id,
        PageContext page,
        IMediator mediator,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var connection = await mediator.Send(new GetConnection.Query(id), cancellationToken);
        var (consent, refused) = await mediator.TrySendAsync(
            new StartConsent.Command(connection.Provider, id, $"/connections/{id}"),
            cancellationToken
        );
        if (refused.Any)
            return Back(page, id, refused, "");
        ConsentCookie.Keep(context, connection.Provider, consent!);
        return Results.Redirect(consent!.Address.AbsoluteUri);
    }

    private static async Task<IResult> Disconnect(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var erase = request.Form["data"] == "erase";
        var (answer, refused) = await mediator.TrySendAsync(
            new DisconnectConnection.Command(id, erase),
            cancellationToken
        );
        if (refused.Any)
            return Back(page, id, refused, "");
        var toast = answer!.Finished ? Toast.Done(answer.Message) : Toast.Warning(answer.Message);
        return page.Redirect(erase ? "/connections" : $"/connections/{id}", toast);
    }

    private static IResult Back(PageContext page, Guid id, Refusals refused, string done) =>
        page.Redirect(
            $"/connections/{id}",
            refused.Any ? Toast.Failed(string.Join(' ', refused.General)) : Toast.Done(done)
        );

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
