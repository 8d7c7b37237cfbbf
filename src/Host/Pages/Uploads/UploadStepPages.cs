using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Uploads;

/// <summary>The steps from an uploaded file to its import: how it is read, what its columns hold, where they go, and a dry run.</summary>
internal static class UploadStepPages
{
    private const int MaxImports = 200;

    public static void MapUploadStepPages(this RouteGroupBuilder pages)
    {
        var steps = pages.MapGroup("/uploads/{id:guid}").RequireScope(ApiScopes.Write);
        steps.MapGet("/file", FileAsync);
        steps.MapPost("/file", ReadAgainAsync);
        steps.MapGet("/columns", ColumnsAsync);
        steps.MapPost("/columns", MapAsync);
        steps.MapGet("/data-set", DataSetAsync);
        steps.MapPost("/data-set", ChooseAsync);
        steps.MapGet("/check", CheckAsync);
        steps.MapPost("/check", RunCheckAsync);
    }

    private static async Task<IResult> FileAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (import, same) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        return Closed(import, UploadStep.File, page, clock)
            ?? page.Show<FileStepPage>(
                new
                {
                    Import = import,
                    Same = same,
                    Form = FileForm.Of(import.Detection!),
                }
            );
    }

    private static async Task<IResult> ReadAgainAsync(
        Guid id,
        [FromForm] string? encoding,
        [FromForm] string? delimiter,
        [FromForm] string? quote,
        [FromForm] string? header,
        [FromForm] string? skip,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var form = new FileForm(encoding ?? "", delimiter ?? "", quote ?? "", header == "true", skip ?? "");
        var refused = form.Faults();
        if (!refused.Any)
        {
            try
            {
                (_, refused) = await mediator.TryReadAsync(
                    new RereadImport.Command(id, form.ToSettings()),
                    cancellationToken
                );
            }
            catch (CsvMappingException settings)
            {
                refused = FileForm.Misfits(settings);
            }
        }
        if (!refused.Any)
            return page.Redirect($"/uploads/{id}/file", Toast.Done("Read again with these settings."));
        var (import, same) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (import.Detection is null)
            return page.Redirect($"/uploads/{id}", Toast.Failed(string.Join(' ', refused.General)));
        return page.Show<FileStepPage>(
            new
            {
                Import = import,
                Same = same,
                Form = form,
                Refused = refused,
            },
            StatusCodes.Status422UnprocessableEntity
        );
    }

    private static async Task<IResult> ColumnsAsync(
        Guid id,
        string? layout,
        PageContext page,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (Closed(import, UploadStep.Columns, page, clock) is { } elsewhere)
            return elsewhere;
        var metrics = await UploadPages.MetricsAsync(mediator, cancellationToken);
        return page.Show<ColumnsStepPage>(
            new
            {
                Import = import,
                Metrics = metrics,
                Form = new MappingForms(import, metrics).Of(layout),
            }
        );
    }

    private static async Task<IResult> MapAsync(
        Guid id,
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (Closed(import, UploadStep.Columns, page, clock) is { } elsewhere)
            return elsewhere;
        var detection = import.Detection!;
        var form = MappingPost.Read(await request.ReadFormAsync(cancellationToken), detection);
        var metrics = await UploadPages.MetricsAsync(mediator, cancellationToken);
        if (form.IsLong && !MappingPost.HasLabels(form, detection))
        {
            form = form with { Labels = new MappingForms(import, metrics).Labels(form) };
            return ShowAgain(
                Refusals.OfAll("Now say which metric each text of that column means.", "labels_changed"),
                StatusCodes.Status200OK
            );
        }
        var refused = MappingPost.Missing(form);
        if (refused.Any)
            return ShowAgain(refused, StatusCodes.Status422UnprocessableEntity);
        var workspace = await page.WorkspaceAsync(cancellationToken);
        var mapping = form.ToMapping(detection, workspace.Currency, import.Mapping?.NullValues);
        try
        {
            (_, refused) = await mediator.TryReadAsync(
                new SetImportMapping.Command(id, mapping, Mode: null, OnError: null),
                cancellationToken
            );
        }
        catch (CsvMappingException misfits)
        {
            refused = MappingPost.Misfits(misfits, form);
        }
        return refused.Any
            ? ShowAgain(refused, StatusCodes.Status422UnprocessableEntity)
            : page.Redirect(UploadStep.DataSet.PathOf(import));

        IResult ShowAgain(Refusals why, int status) =>
            page.Show<ColumnsStepPage>(
                new
                {
                    Import = import,
                    Metrics = metrics,
                    Form = form,
                    Refused = why,
                },
                status
            );
    }

    private static async Task<IResult> DataSetAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (Closed(import, UploadStep.DataSet, page, clock) is { } elsewhere)
            return elsewhere;
        var own = import.Dataset == import.Detection!.LayoutDataset ? "" : import.Dataset;
        return await ShowDataSetAsync(
            import,
            own,
            import.Mode,
            Refusals.None,
            StatusCodes.Status200OK,
            page,
            mediator,
            cancellationToken
        );
    }

    private static async Task<IResult> ShowDataSetAsync(
        Import import,
        string dataset,
        IngestMode mode,
        Refusals refused,
        int status,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var imports = await mediator.Send(new ListImports.Query(null, MaxImports), cancellationToken);
        return page.Show<DataSetStepPage>(
            new
            {
                Import = import,
                Dataset = dataset,
                Mode = mode,
                // Those that people named; one that is named by its layout says nothing to them.
                Known = imports
                    .Where(other => other.Dataset.Length > 0 && other.Dataset != other.Detection?.LayoutDataset)
                    .Select(other => other.Dataset)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.OrdinalIgnoreCase)
                    .ToList(),
                Refused = refused,
            },
            status
        );
    }

    private static async Task<IResult> ChooseAsync(
        Guid id,
        [FromForm] string? dataset,
        [FromForm] string? mode,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        IWorkspaceScope scope,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        var chosen = UploadWords.ModeOf(mode);
        var name = string.IsNullOrWhiteSpace(dataset) ? null : dataset;
        var refused = chosen is null
            ? Refusals.Of("mode", "Choose one of the three.")
            : (
                await mediator.TrySendAsync(new ChooseImportTarget.Command(id, name, chosen.Value), cancellationToken)
            ).Refused;
        if (!refused.Any)
        {
            await jobs.RunAsync(scope, id, new ValidateImport.Command(id), cancellationToken);
            return page.Redirect(UploadStep.Check.PathOf(import));
        }
        return await ShowDataSetAsync(
            import,
            dataset ?? "",
            chosen ?? import.Mode,
            refused,
            StatusCodes.Status422UnprocessableEntity,
            page,
            mediator,
            cancellationToken
        );
    }

    private static async Task<IResult> CheckAsync(
        Guid id,
        HttpContext http,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (Closed(import, UploadStep.Check, page, clock) is { } elsewhere)
        {
            if (!page.IsFragment || page.IsNavigation)
                return elsewhere;
            // A page that shows progress asks for its own part, which the page of the import does not have.
            http.Response.Headers["HX-Redirect"] = $"/uploads/{id}";
            return Results.NoContent();
        }
        return await ShowCheckAsync(
            id,
            jobs.FaultsOf(id),
            StatusCodes.Status200OK,
            page,
            mediator,
            jobs,
            cancellationToken
        );
    }

    /// <summary>The page of the dry run, with what was refused if anything was.</summary>
    public static async Task<IResult> ShowCheckAsync(
        Guid id,
        Refusals refused,
        int status,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        CancellationToken cancellationToken
    )
    {
        var (import, same) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        return page.Show<CheckStepPage>(
            new
            {
                Import = import,
                Same = same,
                IsRunning = jobs.IsRunning(id),
                Metrics = await UploadPages.MetricsAsync(mediator, cancellationToken),
                Refused = refused,
            },
            status
        );
    }

    private static async Task<IResult> RunCheckAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        IWorkspaceScope scope,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        await jobs.RunAsync(scope, id, new ValidateImport.Command(id), cancellationToken);
        return page.Redirect(UploadStep.Check.PathOf(import));
    }

    /// <summary>Where to go instead of a step that is not there for this import, or not yet; null where it is.</summary>
    private static IResult? Closed(Import import, UploadStep step, PageContext page, TimeProvider clock)
    {
        if (import.Detection is null || import.Status is ImportStatus.Committed || import.IsBusy(clock.GetUtcNow()))
            return page.Redirect($"/uploads/{import.Id}");
        return step.IsOpen(import) ? null : page.Redirect(UploadStep.Next(import));
    }
}
