using System.Text.Json;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage.Imports;

/// <summary>An import between its row and its record.</summary>
internal static class ImportRecord
{
    public static Import Read(ImportRow row) =>
        new(
            row.ImportId,
            row.FileName,
            new CsvFileFacts(row.Bytes, row.Sha256, row.Encoding, row.EncodingGuessed),
            Value<ImportStatus>(row.Status),
            Value<IngestMode>(row.Mode),
            Value<RowErrorPolicy>(row.OnError),
            row.Dataset,
            row.Actor,
            row.UploadedAt,
            FromJson<CsvDetection>(row.Detection),
            FromJson<ImportMapping>(row.Mapping),
            FromJson<ImportReport>(row.Report),
            row.BatchId,
            row.ProgressBytes,
            row.ProgressRows,
            row.HeartbeatAt,
            row.FinishedAt
        );

    /// <summary>Writes all that can change; progress and heartbeat belong to <see cref="ImportFiles"/>.</summary>
    public static void Write(Import import, ImportRow row)
    {
        row.Bytes = import.Facts.Bytes;
        row.Sha256 = import.Facts.Sha256;
        row.Encoding = import.Facts.Encoding;
        row.EncodingGuessed = import.Facts.EncodingGuessed;
        row.Status = Name(import.Status);
        row.Mode = Name(import.Mode);
        row.OnError = Name(import.OnError);
        row.Dataset = import.Dataset;
        row.Detection = ToJsonOrNull(import.Detection);
        row.LayoutHash = import.Detection?.LayoutHash;
        row.Mapping = ToJsonOrNull(import.Mapping);
        row.Report = ToJsonOrNull(import.Report);
        row.BatchId = import.BatchId;
        row.FinishedAt = import.FinishedAt;
    }

    public static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>JSON that Postgres accepts: it stores no U+0000, which a damaged file may well hold.</summary>
    public static string ToJson<T>(T value) =>
        JsonSerializer
            .Serialize(value, JsonSerializerOptions.Web)
            .Replace("\\u0000", "\\uFFFD", StringComparison.Ordinal);

    private static string? ToJsonOrNull<T>(T? value)
        where T : class => value is null ? null : ToJson(value);

    private static T? FromJson<T>(string? json)
        where T : class => json is null ? null : JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web);

    private static TEnum Value<TEnum>(string name)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(name, ignoreCase: true);
}
