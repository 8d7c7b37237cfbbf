using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Problems of a mapping that more than one step finds.</summary>
internal static class CsvProblems
{
    public static CsvMappingProblem UnknownEncoding(string name) =>
        new(
            "encoding",
            "bad_encoding",
            $"There is no encoding '{name}'. Known are utf-8, windows-1252, utf-16le and others."
        );
}
