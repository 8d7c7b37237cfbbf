using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Sample;

/// <summary>Sample name: visits of an account, by days.</summary>
internal sealed class SampleModule(IProviderHttp http, TimeProvider clock) : IConnectorModule
{
    public ProviderDescriptor Descriptor { get; } =
        new(
            SampleClient.Provider,
            "Sample name",
            "analytics",
            "Visits of an account, by days.",
            "apiKey",
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["historyFrom"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["format"] = "date",
                        ["title"] = "History from",
                        ["description"] = "The first day that is read. Empty reads the last 90 days.",
                        ["pattern"] = @"^\d{4}-\d{2}-\d{2}$",
                    },
                },
                ["additionalProperties"] = false,
            },
            "PT6H"
        )
        {
            Credentials =
            [
                new(SampleClient.Key, "API key", "From the settings of the account. It needs to read only."),
            ],
            ApiVersion = SampleClient.Version,
        };

    public IReadOnlyList<SourceStream> Streams { get; } = [new(SampleAdapter.Days, "Days") { UsuallyHasData = true }];

    public IIntegrationAdapter Open(ConnectionContext connection) =>
        new SampleAdapter(new SampleClient(http, connection, clock), SampleSettings.Of(connection.Settings), clock);
}
