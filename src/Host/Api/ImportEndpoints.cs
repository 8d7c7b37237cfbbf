using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Host.Api;

/// <summary>Uploaded files: what they are, how they map, what became of them.</summary>
internal static class ImportEndpoints
{
    /// <summary>The largest upload, with room for the other fields of the form.</summary>
    public const long MaxRequestBytes = ImportDefaults.MaxFileBytes + (2 * 1024 * 1024);

    public static void MapImports(this RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports
            .MapPost("/", Upload)
            .DisableAntiforgery()
            .Accepts<IFormFile>("multipart/form-data")
            .WithMetadata(
                new RequestSizeLimitAttribute(MaxRequestBytes),
                new RequestFormLimitsAttribute { MultipartBodyLengthLimit = MaxRequestBytes }
            );
        imports.MapGet("/", List);
        imports.MapGet("/{id:guid}", Get);
        imports.MapPut("/{id:guid}/mapping", SetMapping);
        imports.MapPost("/{id:guid}/validate", Validate);
        imports.MapPost("/{id:guid}/commit", Commit);
        imports.MapPost("/{id:guid}/undo", Undo);
        imports.MapGet("/{id:guid}/rejects", Rejects);

        var templates = api.MapGroup("/import-templates").WithTags("Imports");
        templates.MapGet("/", ListTemplates);
        templates.MapDelete("/{id:guid}", DeleteTemplate);
    }

    private static async Task<Created<ImportView>> Upload(
        HttpRequest request,
        IMediator mediator,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasFormContentType)
        {
            throw new BadHttpRequestException(
                "The file is sent as multipart/form-data.",
                StatusCodes.Status415UnsupportedMediaType
            );
        }
        var form = await request.ReadFormAsync(cancellationToken);
        var file = form.Files.GetFile("file") ?? throw Invalid("file", "Send the file in the form field 'file'.");
        var commit = Flag(form["commit"], "commit");
        await using var content = file.OpenReadStream();
        var import = await mediator.Send(
            new UploadImport.Command(
                ShownFileName.Of(file.FileName),
                content,
                Mapping(form["mapping"]),
                Choice(form["mode"], "mode", IngestMode.Upsert),
                Choice(form["onError"], "onError", RowErrorPolicy.Abort),
                form["dataset"] is [{ Length: > 0 } dataset] ? dataset : null
            ),
            cancellationToken
        );
        if (commit)
            await mediator.Send(new CommitImport.Command(import.Id), lifetime.ApplicationStopping);
        return TypedResults.Created(
            $"/api/v1/imports/{import.Id}",
            ImportView.Of(await mediator.Send(new GetImport.Query(import.Id), cancellationToken))
        );
    }

    private static async Task<Ok<ImportPage>> List(
        IMediator mediator,
        Guid? cursor,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? 50;
        var imports = await mediator.Send(new ListImports.Query(cursor, size), cancellationToken);
        return TypedResults.Ok(
            new ImportPage([.. imports.Select(ImportView.Brief)], imports.Count == size ? imports[^1].Id : null)
        );
    }

    private static async Task<Ok<ImportView>> Get(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(ImportView.Of(await mediator.Send(new GetImport.Query(id), cancellationToken)));

    private static async Task<Ok<ImportView>> SetMapping(
        Guid id,
        [FromBody] ImportMapping mapping,
        string? mode,
        string? onError,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var import = await mediator.Send(
            new SetImportMapping.Command(
                id,
                mapping,
                mode is null ? null : Choice(mode, "mode", IngestMode.Upsert),
                onError is null ? null : Choice(onError, "onError", RowErrorPolicy.Abort)
            ),
            cancellationToken
        );
        return TypedResults.Ok(ImportView.Of(new GetImport.Answer(import, null)));
    }

    private static async Task<Ok<ImportView>> Validate(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        var import = await mediator.Send(new ValidateImport.Command(id), cancellationToken);
        return TypedResults.Ok(ImportView.Of(new GetImport.Answer(import, null)));
    }

    /// <summary>A caller that hangs up does not stop a commit: it ends as it would have, and its state says how.</summary>
    private static async Task<Ok<ImportView>> Commit(
        Guid id,
        string? onError,
        bool? force,
        IMediator mediator,
        IHostApplicationLifetime lifetime
    )
    {
        var policy = onError is null ? (RowErrorPolicy?)null : Choice(onError, "onError", RowErrorPolicy.Abort);
        var import = await mediator.Send(
            new CommitImport.Command(id, policy, force ?? false),
            lifetime.ApplicationStopping
        );
        return TypedResults.Ok(ImportView.Of(new GetImport.Answer(import, null)));
    }

    private static async Task<Ok<UndoView>> Undo(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        var undone = await mediator.Send(new UndoImport.Command(id), cancellationToken);
        return TypedResults.Ok(new UndoView(id, "undone", undone.Removed, undone.Restored, undone.Conflicts));
    }

    private static async Task<PushStreamHttpResult> Rejects(
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
            $"rejects-{id}.csv"
        );
    }

    private static async Task<Ok<IReadOnlyList<ImportTemplate>>> ListTemplates(
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ListImportTemplates.Query(), cancellationToken));

    private static async Task<NoContent> DeleteTemplate(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new DeleteImportTemplate.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }

    private static ImportMapping? Mapping(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ImportMapping>(json, JsonSerializerOptions.Web)
                ?? throw Invalid("mapping", "The mapping is a JSON object.");
        }
        catch (JsonException e)
        {
            throw Invalid(
                "mapping",
                $"The mapping is not the JSON that it should be: look at {e.Path ?? "its start"}."
            );
        }
    }

    private static TEnum Choice<TEnum>(string? text, string field, TEnum unset)
        where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
            return unset;
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return value;
        }
        var choices = string.Join(", ", Enum.GetNames<TEnum>().Select(name => name.ToLowerInvariant()));
        throw Invalid(field, $"One of {choices}.");
    }

    private static bool Flag(string? text, string field) =>
        text switch
        {
            null or "" or "false" => false,
            "true" => true,
            _ => throw Invalid(field, "true or false."),
        };

    private static ValidationException Invalid(string field, string message) =>
        new([new ValidationFailure(field, message)]);
}
