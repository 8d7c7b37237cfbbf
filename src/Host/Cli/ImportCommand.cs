using System.CommandLine;
using System.Text.Json;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary><c>nexus import FILE</c>: uploads, maps and commits a file as the API does, with its progress on the console.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The CSV file" };
        var data = CommonOptions.Data();
        var workspace = new Option<Guid?>("--workspace") { Description = "Its id; the first workspace unless given" };
        var mapping = Text("--mapping", "A file with the mapping as JSON, instead of the options below");
        var metric = Text("--metric", "Metric that the value column holds, such as finance.revenue");
        var value = Text("--value", "Column of values; the only one that looks like it unless given");
        var date = Text("--date", "Column of dates; the only one that looks like it unless given");
        var dateFormat = Text("--date-format", "Such as dd.MM.yyyy, where the file leaves it open");
        var grain = Text("--grain", "hour, day, week, month, quarter or year; day unless given");
        var dimensions = new Option<string[]?>("--dimension")
        {
            Description = "Column that tells series apart, as COLUMN or COLUMN=name; may be repeated",
        };
        var currency = Text("--currency", "ISO 4217 code of the values");
        var decimals = Text("--decimal", "The decimal separator, where the file leaves it open");
        var unit = Text("--unit", "For a new metric: money, count, percent, number, seconds or months");
        var aggregation = Text("--aggregation", "For a new metric: sum, last or none");
        var direction = Text("--direction", "For a new metric: good, bad or none, for what a rise is");
        var dataset = Text("--dataset", "Files of one data set update each other's points");
        var mode = new Option<IngestMode>("--mode") { Description = "append, upsert or replace" };
        mode.DefaultValueFactory = _ => IngestMode.Upsert;
        var onError = new Option<RowErrorPolicy>("--on-error") { Description = "abort or skip" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would happen" };
        return new Command("import", "Import a CSV file")
        {
            file,
            data,
            workspace,
            mapping,
            metric,
            value,
            date,
            dateFormat,
            grain,
            dimensions,
            currency,
            decimals,
            unit,
            aggregation,
            direction,
            dataset,
            mode,
            onError,
            dryRun,
        }.Runs(
            async (context, cancellationToken) =>
            {
                var path = context.Get(file);
                if (!File.Exists(path))
                    throw new StartupException($"There is no file {path}.");
                var columns = new MappingOptions(
                    context.Find(metric),
                    context.Find(value),
                    context.Find(date),
                    context.Find(dateFormat),
                    context.Find(grain),
                    context.Find(dimensions) ?? [],
                    context.Find(currency),
                    context.Find(decimals),
                    context.Find(unit),
                    context.Find(aggregation),
                    context.Find(direction)
                );
                var given = await ReadMappingAsync(context.Find(mapping), cancellationToken);
                var settings = StartupSettings.Read(context.Configuration, context.Get(data), "http://127.0.0.1:0");
                await using var database = await StartedDatabase.StartCurrentAsync(
                    settings,
                    context.Say,
                    TimeProvider.System,
                    cancellationToken
                );
                await using var session = await CommandSession.OpenAsync(
                    database,
                    context.Find(workspace),
                    context.Configuration,
                    cancellationToken
                );
                var run = new ImportFileRun(session, context);
                return await run.RunAsync(
                    new ImportFile(
                        path,
                        given,
                        columns,
                        context.Get(mode),
                        context.Get(onError),
                        context.Find(dataset),
                        context.Get(dryRun)
                    ),
                    cancellationToken
                );
            }
        );
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static async Task<ImportMapping?> ReadMappingAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
            return null;
        try
        {
            return JsonSerializer.Deserialize<ImportMapping>(
                await File.ReadAllTextAsync(path, cancellationToken),
                JsonSerializerOptions.Web
            );
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new StartupException($"{path} is not a mapping in JSON: {e.Message}");
        }
    }
}
