using MediatR;
using Nexus.Application;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Host.Cli;

/// <summary>What to import, and how.</summary>
internal sealed record ImportFile(
    string Path,
    ImportMapping? Mapping,
    MappingOptions Columns,
    IngestMode Mode,
    RowErrorPolicy OnError,
    string? Dataset,
    bool DryRun
);

/// <summary>One file from its path to its points, with what happens said on the console.</summary>
internal sealed class ImportFileRun(CommandSession session, CommandContext context)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ImportFile file, CancellationToken cancellationToken)
    {
        try
        {
            var import = await UploadAsync(file, cancellationToken);
            IRequest<Import> step = file.DryRun
                ? new ValidateImport.Command(import.Id)
                : new CommitImport.Command(import.Id);
            var done = await WatchAsync(import, session.SendAsync(step, cancellationToken), cancellationToken);
            Say(file, done);
            return 0;
        }
        catch (CsvFileException e)
        {
            context.SayError(e.Line is { } line ? $"Line {line}: {e.Message}" : e.Message);
        }
        catch (CsvMappingException e)
        {
            foreach (var problem in e.Problems)
                context.SayError($"{problem.Field}: {problem.Message}");
        }
        catch (RefusedException e)
        {
            context.SayError(e.Message);
            foreach (var error in (e.Details.GetValueOrDefault("errors") as IEnumerable<RowError> ?? []).Take(10))
                context.SayError($"Line {error.Line}{(error.Column is { } c ? $", {c}" : "")}: {error.Message}");
        }
        return 1;
    }

    private async Task<Import> UploadAsync(ImportFile file, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(file.Path);
        var import = await session.SendAsync(
            new UploadImport.Command(
                Path.GetFileName(file.Path),
                content,
                file.Mapping,
                file.Mode,
                file.OnError,
                file.Dataset
            ),
            cancellationToken
        );
        if (file.Columns.Metric is null)
            return import;
        return await session.SendAsync(
            new SetImportMapping.Command(import.Id, file.Columns.For(import.Detection!), null, null),
            cancellationToken
        );
    }

    private async Task<Import> WatchAsync(Import import, Task<Import> work, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(context.Output, Console.IsOutputRedirected);
        while (await Task.WhenAny(work, Task.Delay(LookEvery, cancellationToken)) != work)
        {
            var seen = (await session.SendAsync(new GetImport.Query(import.Id), cancellationToken)).Import;
            if (seen.Facts.Bytes > 0)
                progress.Show((double)seen.ProgressBytes / seen.Facts.Bytes, seen.ProgressRows, "rows");
        }
        return await work;
    }

    private void Say(ImportFile file, Import import)
    {
        var report = import.Report!;
        context.Say(
            FormattableString.Invariant(
                $"{(file.DryRun ? "Would import" : "Imported")} {import.FileName}: {report.Inserted} inserted, {report.Updated} updated, {report.Unchanged} unchanged, {report.Deleted} deleted, {report.Rejected} rejected"
            )
        );
        foreach (var total in report.Totals)
        {
            context.Say(
                FormattableString.Invariant(
                    $"{total.Metric}{(total.Currency.Length > 0 ? $" {total.Currency}" : "")}: {total.Values} values, sum {total.Sum}"
                )
            );
        }
        if (!file.DryRun)
            context.Say($"Import {import.Id}");
    }
}
