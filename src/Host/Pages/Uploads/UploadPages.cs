using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.Imports;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Host.Api;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Uploads;

/// <summary>Uploaded files: sending one, the list of all, what became of each, and taking one back.</summary>
internal static class UploadPages
{
    private const int PageSize = 50;

    public static void MapUploadPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/uploads", ListAsync);
        pages
            .MapPost("/uploads", UploadAsync)
            .WithMetadata(
                new RequestSizeLimitAttribute(ImportEndpoints.MaxRequestBytes),
                new RequestFormLimitsAttribute { MultipartBodyLengthLimit = ImportEndpoints.MaxRequestBytes }
            );
        pages.MapGet("/uploads/{id:guid}", ShowAsync);
        pages.MapPost("/uploads/{id:guid}/import", CommitAsync);
        pages.MapGet("/uploads/{id:guid}/rejects", RejectsAsync);
        pages.MapGet("/uploads/{id:guid}/undo", AskUndoAsync);
        pages.MapPost("/uploads/{id:guid}/undo", UndoAsync);
    }

    private static Task<IResult> ListAsync(
        Guid? cursor,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => ShowListAsync(cursor, Refusals.None, StatusCodes.Status200OK, page, mediator, cancellationToken);

    private static async Task<IResult> ShowListAsync(
        Guid? cursor,
        Refusals refused,
        int status,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var imports = await mediator.Send(new ListImports.Query(cursor, PageSize), cancellationToken);
        return page.Show<UploadsPage>(
            new
            {
                Imports = imports,
                Refused = refused,
                Next = imports.Count == PageSize ? imports[^1].Id.ToString() : null,
            },
            status
        );
    }

    /// <remarks>A form of this size is read into a file of the system's, not into memory.</remarks>
    private static async Task<IResult> UploadAsync(
        HttpRequest request,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        IWorkspaceScope scope,
        CancellationToken cancellationToken
    )
    {
        var file = request.HasFormContentType
            ? (await request.ReadFormAsync(cancellationToken)).Files.GetFile("file")
            : null;
        if (file is not { FileName.Length: > 0 })
            return await RefuseAsync(Refusals.Of("file", "Choose a file first."));
        await using var content = file.OpenReadStream();
        var (import, refused) = await mediator.TryImportAsync(
            new UploadImport.Command(
                ShownFileName.Of(file.FileName),
                content,
                Mapping: null,
                IngestMode.Upsert,
                RowErrorPolicy.Abort,
                Dataset: null
            ),
            cancellationToken
        );
        if (import is null)
            return await RefuseAsync(refused);
        if (import.Mapping is not null)
            await jobs.RunAsync(scope, import.Id, new ValidateImport.Command(import.Id), cancellationToken);
        return page.Redirect(UploadStep.Next(import));

        Task<IResult> RefuseAsync(Refusals why) =>
            ShowListAsync(
                null,
                why,
                why.Code == "file_too_large"
                    ? StatusCodes.Status413PayloadTooLarge
                    : StatusCodes.Status422UnprocessableEntity,
                page,
                mediator,
                cancellationToken
            );
    }

    private static async Task<IResult> ShowAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        CancellationToken cancellationToken
    )
    {
        var (import, same) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (import.Status is ImportStatus.Uploaded or ImportStatus.Validated && page.May("write"))
            return page.Redirect(UploadStep.Next(import));
        return page.Show<UploadPage>(
            new
            {
                Import = import,
                Same = same,
                Metrics = await MetricsAsync(mediator, cancellationToken),
                Faults = jobs.FaultsOf(id),
            }
        );
    }

    /// <summary>Imports, where what is lost by it has been confirmed.</summary>
    private static async Task<IResult> CommitAsync(
        Guid id,
        [FromForm] string? onError,
        [FromForm] string? confirmed,
        PageContext page,
        IMediator mediator,
        ImportJobs jobs,
        IWorkspaceScope scope,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (import is { Mode: IngestMode.Replace, Report: { Deleted: > 0 } report } && confirmed != "yes")
        {
            return page.Show<ConfirmPage>(
                new
                {
                    Title = $"Remove {Figures.Count(report.Deleted)} stored values?",
                    Consequences = new[]
                    {
                        $"This import replaces what the data set holds: {Figures.Count(report.Deleted)} stored values of the same metrics lie within the dates of {import.FileName}, and the file does not have them. They will be removed.",
                        "Other data sets and what your sources sync stay as they are. Undoing the import brings the values back.",
                    },
                    Confirm = "Import and remove them",
                    Action = $"/uploads/{id}/import",
                    Back = $"/uploads/{id}/check",
                    Trail = UploadStep.Trail(import),
                    Hidden = new Dictionary<string, string> { ["confirmed"] = "yes" },
                }
            );
        }
        var policy = onError == "skip" ? RowErrorPolicy.Skip : RowErrorPolicy.Abort;
        var refused = await jobs.RunAsync(scope, id, new CommitImport.Command(id, policy), cancellationToken);
        if (!refused.Any)
            return page.Redirect($"/uploads/{id}");
        return await UploadStepPages.ShowCheckAsync(
            id,
            refused,
            StatusCodes.Status422UnprocessableEntity,
            page,
            mediator,
            jobs,
            cancellationToken
        );
    }

    private static async Task<IResult> RejectsAsync(
        Guid id,
        IMediator mediator,
        IRejectsWriter writer,
        CancellationToken cancellationToken
    )
    {
        var rejects = await mediator.Send(new ListRejects.Query(id), cancellationToken);
        return TypedResults.Stream(
            body => writer.WriteAsync(rejects.Rows, body, cancellationToken),
            "text/csv",
            $"rejects-{Path.GetFileNameWithoutExtension(rejects.Import.FileName)}.csv"
        );
    }

    private static async Task<IResult> AskUndoAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (import, _) = await mediator.Send(new GetImport.Query(id), cancellationToken);
        if (import is not { Status: ImportStatus.Committed, Report: { } report })
            return page.Redirect($"/uploads/{id}");
        return page.Show<ConfirmPage>(
            new
            {
                Title = "Undo this import?",
                Consequences = new[]
                {
                    $"The {Figures.Count(report.Inserted)} values that {import.FileName} added are removed, and {Figures.Count(report.Updated + report.Deleted)} that it changed or removed are as they were before.",
                    "Values that another import speaks of as well stay. The file is kept, so that you can import it again.",
                },
                Confirm = "Undo the import",
                Action = $"/uploads/{id}/undo",
                Back = $"/uploads/{id}",
                Trail = UploadStep.Trail(import),
            }
        );
    }

    private static async Task<IResult> UndoAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (undone, refused) = await mediator.TrySendAsync(new UndoImport.Command(id), cancellationToken);
        return page.Redirect(
            $"/uploads/{id}",
            undone is null
                ? Toast.Failed(string.Join(' ', refused.General))
                : Toast.Done(
                    $"Undone: {Figures.Count(undone.Removed)} values removed, {Figures.Count(undone.Restored)} restored"
                        + (
                            undone.Conflicts > 0
                                ? $", {Figures.Count(undone.Conflicts)} kept since a later import has them too."
                                : "."
                        )
                )
        );
    }

    /// <summary>The catalogue and the workspace's own metrics.</summary>
    public static async Task<IReadOnlyList<ListMetrics.Metric>> MetricsAsync(
        IMediator mediator,
        CancellationToken cancellationToken
    ) => (await mediator.Send(new ListMetrics.Query(All: true), cancellationToken)).Value;
}
