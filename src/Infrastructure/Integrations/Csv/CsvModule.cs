using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Uploaded files as a provider. A connection is a data set: the files that feed the same series.</summary>
internal sealed class CsvModule : IProviderModule
{
    public ProviderDescriptor Descriptor { get; } =
        new(
            "csv",
            "CSV files",
            "files",
            "Values from uploaded CSV, TSV and similar text files.",
            "none",
            new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["dataset"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["title"] = "Data set",
                        ["description"] = "Files of the same data set update each other's values.",
                        ["minLength"] = 1,
                        ["maxLength"] = 200,
                    },
                },
                ["required"] = new JsonArray("dataset"),
                ["additionalProperties"] = false,
            },
            "manual"
        );
}
