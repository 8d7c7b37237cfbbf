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
            SettingsSchema.Of(
                [],
                (
                    "historyFrom",
                    SettingsSchema.Day("History from", "The first day that is read. Empty reads the last 90 days.")
                )
            ),
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
