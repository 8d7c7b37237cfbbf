using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Features.Imports;

/// <summary>Stores a file and finds out what it is; no KPI changes yet.</summary>
public static class UploadImport
{
    /// <param name="FileName">As the caller names it: shown, never used as a path.</param>
    /// <param name="Content">The bytes, read once from where it stands.</param>
    /// <param name="Mapping">Settings that the caller has fixed, or null.</param>
    /// <param name="Dataset">1 to 100 characters; null takes the template's, or one per file layout.</param>
    [Needs(Right.Write)]
    public sealed record Command(
        string FileName,
        Stream Content,
        ImportMapping? Mapping,
        IngestMode Mode,
        RowErrorPolicy OnError,
        string? Dataset
    ) : IProcess<Import>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.FileName).NotEmpty().MaximumLength(255);
            RuleFor(c => c.Dataset).MustNameDataset();
        }
    }

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IWorkspaceScope scope,
        IImportStore imports,
        IImportFiles files,
        ICsvFiles csv,
        ImportLimits limits,
        TimeProvider clock
    ) : IRequestHandler<Command, Import>
    {
        public async Task<Import> Handle(Command command, CancellationToken cancellationToken)
        {
            var id = Guid.CreateVersion7(clock.GetUtcNow());
            await transactions.WriteAsync(
                async token =>
                {
                    await imports.CreateAsync(
                        id,
                        command.FileName,
                        command.Mode,
                        command.OnError,
                        command.Dataset ?? "",
                        scope.Actor,
                        token
                    );
                },
                cancellationToken
            );
            try
            {
                var facts = await StoreAsync(id, command.Content, cancellationToken);
                var detection = await DetectAsync(id, facts, command.Mapping, cancellationToken);
                return await FinishAsync(id, command, facts, detection, cancellationToken);
            }
            catch
            {
                await GiveUpAsync(id);
                throw;
            }
        }

        /// <summary>Looks at each stretch of the file while the one before it is being packed and stored.</summary>
        private async Task<CsvFileFacts> StoreAsync(Guid id, Stream content, CancellationToken cancellationToken)
        {
            var scan = csv.BeginScan();
            byte[][] chunks = [new byte[IImportStore.ChunkBytes], new byte[IImportStore.ChunkBytes]];
            var storing = Task.CompletedTask;
            var total = 0L;
            try
            {
                for (var number = 0; ; number++)
                {
                    var chunk = chunks[number % 2];
                    var filled = await content.ReadAtLeastAsync(
                        chunk,
                        chunk.Length,
                        throwOnEndOfStream: false,
                        cancellationToken
                    );
                    if (filled == 0)
                        break;
                    total += filled;
                    if (total > limits.FileBytes)
                        throw TooLarge();
                    scan.Append(chunk.AsSpan(0, filled));
                    await storing;
                    var place = number;
                    storing = Task.Run(
                        () => AddChunkAsync(id, place, chunk.AsMemory(0, filled), cancellationToken),
                        cancellationToken
                    );
                }
                await storing;
            }
            finally
            {
                // The transaction of this request is free for the next step only when this one has ended.
                await storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            return scan.Complete();
        }

        private Task AddChunkAsync(
            Guid id,
            int number,
            ReadOnlyMemory<byte> content,
            CancellationToken cancellationToken
        ) =>
            transactions.WriteAsync(
                async token =>
                {
                    await imports.AddChunkAsync(id, number, content, token);
                },
                cancellationToken
            );

        private RefusedException TooLarge() =>
            new(
                RefusalKind.TooLarge,
                "file_too_large",
                $"The file is larger than {limits.FileBytes / (1024 * 1024)} MB. Split it by date and import the parts.",
                new Dictionary<string, object?> { ["limitBytes"] = limits.FileBytes }
            );

        private async Task<CsvDetection> DetectAsync(
            Guid id,
            CsvFileFacts facts,
            ImportMapping? given,
            CancellationToken cancellationToken
        )
        {
            await using var file = files.Open(id);
            return await csv.DetectAsync(file, facts, given, cancellationToken);
        }

        private Task<Import> FinishAsync(
            Guid id,
            Command command,
            CsvFileFacts facts,
            CsvDetection detection,
            CancellationToken cancellationToken
        ) =>
            transactions.WriteAsync(
                async token =>
                {
                    var template = await imports.FindTemplateAsync(detection.LayoutHash, token);
                    var stored = await imports.FindAsync(id, token);
                    var import = stored! with
                    {
                        Facts = facts,
                        Status = ImportStatus.Uploaded,
                        Detection = detection,
                        Mapping = command.Mapping ?? template?.Mapping,
                        Dataset = command.Dataset ?? template?.Dataset ?? detection.LayoutDataset,
                    };
                    await imports.SaveAsync(import, token);
                    return import;
                },
                cancellationToken
            );

        private Task GiveUpAsync(Guid id) =>
            transactions.WriteAsync(
                async token =>
                {
                    if (await imports.FindAsync(id, token) is { } import)
                    {
                        await imports.SaveAsync(
                            import with
                            {
                                Status = ImportStatus.Failed,
                                FinishedAt = clock.GetUtcNow(),
                            },
                            token
                        );
                        await imports.DropFileAsync(id, token);
                    }
                },
                CancellationToken.None
            );
    }
}
