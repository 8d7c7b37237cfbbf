using System.Text.Json;
using System.Text.Json.Nodes;
using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Connections.Drafts;
using Nexus.Application.Features.OAuth;
using Nexus.Application.Features.Syncs;
using Nexus.Host.Api;
using Nexus.Host.Components;
using Nexus.Host.Identity;
using Nexus.Host.Pages.Connections.Catalogue;
using Nexus.Host.Pages.Connections.Forms;
using Nexus.Host.Pages.Errors;

namespace Nexus.Host.Pages.Connections.Wizard;

/// <summary>Connecting an account in four steps, each at an address of its own, kept as a draft from step to step.</summary>
internal static class WizardPages
{
    public static void MapConnectionWizard(this RouteGroupBuilder pages)
    {
        pages.MapGet("/connections/new", (PageContext page) => page.Redirect("/connections/catalogue"));
        var wizard = pages.MapGroup("/connections/new/{provider}").RequireScope(ApiScopes.Admin);
        wizard.MapGet("/", ShowConnect);
        wizard.MapPost("/", Connect);
        wizard.MapGet("/consent", Consent);
        wizard.MapGet("/granted", Granted);
        wizard.MapGet("/configure", ShowConfigure);
        wizard.MapPost("/configure", Configure);
        wizard.MapGet("/test", ShowTest);
        wizard.MapGet("/test/checks", FollowTest);
        wizard.MapPost("/complete", Complete);
        wizard.MapGet("/complete", ShowComplete);
        wizard.MapGet("/discard", AskToDiscard);
        wizard.MapPost("/discard", Discard);
    }

    private static async Task<IResult> ShowConnect(
        string provider,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await sources.FindAsync(provider, cancellationToken) is not { } source)
            return page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
        if (source.IsFiles)
            return page.Redirect("/uploads");
        var draft = await mediator.Send(new GetDraft.Query(provider), cancellationToken);
        return page.Show<ConnectStep>(new { Source = source, Draft = draft });
    }

    private static async Task<IResult> Connect(
        string provider,
        HttpRequest request,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await sources.FindAsync(provider, cancellationToken) is not { IsFiles: false } source)
            return page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
        var given = CredentialForm.Read(source.Provider, request.Form);
        var (_, refused) = await mediator.TrySendAsync(
            new SetDraftAccess.Command(provider, given, Grant: null),
            cancellationToken
        );
        if (!refused.Any)
            return page.Redirect($"/connections/new/{provider}/configure");
        var draft = await mediator.Send(new GetDraft.Query(provider), cancellationToken);
        return page.Show<ConnectStep>(
            new
            {
                Source = source,
                Draft = draft,
                Refused = refused.InWords(source.Provider, request.Form),
            },
            StatusCodes.Status422UnprocessableEntity
        );
    }

    /// <remarks>A link and not a form: the policy of pages lets no form lead to another host.</remarks>
    private static async Task<IResult> Consent(
        string provider,
        bool? popup,
        PageContext page,
        IMediator mediator,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var back = $"/connections/new/{provider}/granted{(popup == true ? "?popup=true" : "")}";
        var (consent, refused) = await mediator.TrySendAsync(
            new StartConsent.Command(provider, ConnectionId: null, back),
            cancellationToken
        );
        if (refused.Any)
            return page.Redirect(back, Toast.Failed(string.Join(' ', refused.General)));
        ConsentCookie.Keep(context, provider, consent!);
        return Results.Redirect(consent!.Address.AbsoluteUri);
    }

    /// <summary>The way back from a provider: with a grant, or with what was said about why there is none.</summary>
    private static async Task<IResult> Granted(
        string provider,
        Guid? grant,
        bool? popup,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (next, toast) = ($"/connections/new/{provider}", (Toast?)null);
        if (grant is not null)
        {
            var (_, refused) = await mediator.TrySendAsync(
                new SetDraftAccess.Command(provider, Credentials: null, grant),
                cancellationToken
            );
            if (refused.Any)
                toast = Toast.Failed(string.Join(' ', refused.General));
            else
                next += "/configure";
        }
        return popup == true && toast is null
            ? page.Show<GrantedPage>(new { Next = next, IsGranted = grant is not null })
            : page.Redirect(next, toast);
    }

    private static async Task<IResult> ShowConfigure(
        string provider,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await BegunAsync(provider, page, sources, mediator, cancellationToken) is not ({ } source, { } draft)
            ? NotBegun(provider, page)
            : await ShowConfigureAsync(
                source,
                draft,
                Values(draft.Settings),
                Refusals.None,
                page,
                mediator,
                cancellationToken
            );

    private static async Task<IResult> Configure(
        string provider,
        HttpRequest request,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await BegunAsync(provider, page, sources, mediator, cancellationToken) is not ({ } source, { } draft))
            return NotBegun(provider, page);
        var form = request.Form;
        var settings = SettingsForm.Read(source.Provider.SettingsSchema, form);
        var workspace = await page.WorkspaceAsync(cancellationToken);
        var (schedule, zone) = ScheduleChoice.Read(form, source.Provider, workspace.TimeZone);
        var name = form["name"].ToString().Trim() is { Length: > 0 } given ? given : null;
        var said = draft with { Name = name, Schedule = schedule, ScheduleZone = zone };
        if (SettingsForm.IsRearranged(form))
            return await ShowConfigureAsync(
                source,
                said,
                Values(settings),
                Refusals.None,
                page,
                mediator,
                cancellationToken
            );
        var (_, refused) = await mediator.TrySendAsync(
            new SetDraftSettings.Command(provider, name, settings, schedule, zone),
            cancellationToken
        );
        return refused.Any
            ? await ShowConfigureAsync(
                source,
                said,
                Values(settings),
                refused.InWords(source.Provider, form),
                page,
                mediator,
                cancellationToken
            )
            : page.Redirect($"/connections/new/{provider}/test");
    }

    private static async Task<IResult> ShowConfigureAsync(
        SourceCard source,
        DraftView draft,
        JsonObject settings,
        Refusals refused,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (accounts, unlisted) = await mediator.TrySendAsync(
            new ListDraftAccounts.Query(source.Key),
            cancellationToken
        );
        var workspace = await page.WorkspaceAsync(cancellationToken);
        return page.Show<ConfigureStep>(
            new
            {
                Source = source,
                Draft = draft,
                Settings = settings,
                Accounts = accounts,
                Unlisted = unlisted,
                WorkspaceZone = workspace.TimeZone,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> ShowTest(
        string provider,
        bool? run,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await BegunAsync(provider, page, sources, mediator, cancellationToken) is not ({ } source, { } draft))
            return NotBegun(provider, page);
        if (draft.Settings is null)
            return page.Redirect($"/connections/new/{provider}/configure");
        var answer = run == true ? await mediator.Send(new TestDraft.Command(provider), cancellationToken) : null;
        return page.Show<TestStep>(
            new
            {
                Source = source,
                Draft = draft,
                Answer = answer,
            }
        );
    }

    private static async Task<IResult> FollowTest(
        string provider,
        HttpContext http,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await BegunAsync(provider, page, sources, mediator, cancellationToken) is not ({ } source, { } draft))
            return page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
        await page.WorkspaceAsync(cancellationToken);
        return new CheckStream(http, page, source.Streams).Send<TestStep>(
            async (found, token) =>
                new()
                {
                    ["Source"] = source,
                    ["Draft"] = draft,
                    ["Answer"] = await mediator.Send(new TestDraft.Command(provider, found), token),
                }
        );
    }

    private static async Task<IResult> Complete(
        string provider,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await BegunAsync(provider, page, sources, mediator, cancellationToken) is not ({ } source, { } draft))
            return NotBegun(provider, page);
        var (made, refused) = await mediator.TrySendAsync(new ConnectDraft.Command(provider), cancellationToken);
        return refused.Any
            ? page.Show<TestStep>(
                new
                {
                    Source = source,
                    Draft = draft,
                    Refused = refused,
                },
                StatusCodes.Status422UnprocessableEntity
            )
            : page.Redirect($"/connections/new/{provider}/complete?connection={made!.Connection.Id}&run={made.Run}");
    }

    private static async Task<IResult> ShowComplete(
        string provider,
        Guid? connection,
        Guid? run,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (await sources.FindAsync(provider, cancellationToken) is not { } source)
            return page.ShowError(PageErrors.NotFound, StatusCodes.Status404NotFound);
        if (connection is not { } made || run is not { } first)
            return page.Redirect($"/connections/new/{provider}/test");
        return page.Show<CompleteStep>(
            new
            {
                Source = source,
                Connection = await mediator.Send(new GetConnection.Query(made), cancellationToken),
                Run = await mediator.Send(new GetRun.Query(first), cancellationToken),
            }
        );
    }

    private static async Task<IResult> AskToDiscard(
        string provider,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await BegunAsync(provider, page, sources, mediator, cancellationToken) is not ({ } source, { })
            ? NotBegun(provider, page)
            : page.Show<ConfirmPage>(
                new
                {
                    Title = $"Discard what you began with {source.Name}?",
                    Consequences = (string[])
                        [
                            "What you have filled in is forgotten, and the access that you gave is destroyed.",
                            "Nothing is connected yet, so no data is lost.",
                        ],
                    Confirm = "Discard it",
                    Action = $"/connections/new/{provider}/discard",
                    Back = $"/connections/new/{provider}",
                    Trail = (Crumb[])[new("Connections", "/connections"), new("Sources", "/connections/catalogue")],
                }
            );

    private static async Task<IResult> Discard(
        string provider,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new DiscardDraft.Command(provider), cancellationToken);
        return page.Redirect("/connections/catalogue", Toast.Done("Discarded. Nothing of it is kept."));
    }

    private static async Task<(SourceCard? Source, DraftView? Draft)> BegunAsync(
        string provider,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        await sources.FindAsync(provider, cancellationToken) is { IsFiles: false } source
            ? (source, await mediator.Send(new GetDraft.Query(provider), cancellationToken))
            : (null, null);

    private static IResult NotBegun(string provider, PageContext page) => page.Redirect($"/connections/new/{provider}");

    private static JsonObject Values(JsonElement? settings) =>
        settings is { } given ? JsonObject.Create(given) ?? [] : [];
}
