using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Integrations;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage.Connections;

/// <summary>A node that holds certain master keys.</summary>
internal sealed class CredentialScene : IAsyncDisposable
{
    public CredentialScene(NpgsqlDataSource app, MasterKeyRing keys)
    {
        Nexus = new NexusServices(
            app,
            TimeProvider.System,
            services =>
            {
                services.AddSingleton<IProviderModule>(new FakeConnector());
                services.AddSingleton(keys);
            }
        );
    }

    public NexusServices Nexus { get; }

    public async Task<Guid> ConnectAsync(WorkspaceId workspace, string account) =>
        (
            await Nexus.SendAsync(
                workspace,
                new CreateConnection.Command(
                    FakeConnector.Key,
                    Name: null,
                    Settings: null,
                    new Dictionary<string, Secret?>
                    {
                        ["apiKey"] = new(FakeConnector.KeyOf(account)),
                        ["webhookSecret"] = new($"signs-{account}"),
                    }
                )
            )
        ).Id;

    /// <summary>What a run is given of a connection: its decrypted API key.</summary>
    public Task<string> ReadAsync(WorkspaceId workspace, Guid connection) =>
        Nexus.InTransactionAsync(
            workspace,
            async services =>
            {
                var access = services.GetRequiredService<IConnectionAccess>();
                var number = await access.NumberOfAsync(connection, CancellationToken.None);
                var open = await access.OpenAsync(number!.Value, CancellationToken.None);
                return open!.Context.Credentials["apiKey"].Reveal();
            }
        );

    public ValueTask DisposeAsync() => Nexus.DisposeAsync();
}
