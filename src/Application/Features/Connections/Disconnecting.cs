using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Finishes a disconnect that has been decided: data first, then the provider, then the credentials.</summary>
internal sealed class Disconnecting(
    IWorkspaceTransactions transactions,
    IConnections connections,
    IConnectionAccess access,
    IConnectionEndings endings,
    IAuditTrail audit,
    Connectors connectors,
    ProviderCalls provider,
    GrantEnding grants
)
{
    /// <summary>Status codes that say what is decided and not done yet.</summary>
    public const string Keeping = "disconnecting";

    /// <inheritdoc cref="Keeping" />
    public const string Erasing = "disconnecting_and_erasing";

    /// <returns>What the provider has against it; null when all is done, or nothing was left to do.</returns>
    public async Task<IntegrationException?> FinishAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await transactions.WriteAsync(token => BeginAsync(id, token), cancellationToken) is not { } decided)
            return null;
        try
        {
            await GiveUpAsync(decided, cancellationToken);
        }
        catch (IntegrationException e) when (e.Fault is not IntegrationFault.NeedsReauthorisation)
        {
            return e;
        }
        catch (IntegrationException)
        {
            // A credential that the provider has withdrawn holds nothing there any more.
        }
        await transactions.WriteAsync(token => EndAsync(id, token), cancellationToken);
        return null;
    }

    private async Task<Decided?> BeginAsync(Guid id, CancellationToken cancellationToken)
    {
        await endings.HoldAsync(id, cancellationToken);
        if (await FindDecidedAsync(id, cancellationToken) is not { } connection)
            return null;
        if (connection.StatusCode == Erasing)
            await endings.EraseDataAsync(id, cancellationToken);
        var number = await access.NumberOfAsync(id, cancellationToken);
        return new(connection, number!.Value);
    }

    /// <remarks>Its credentials are opened here, so that one that cannot be read is an obstacle like any other.</remarks>
    private async Task GiveUpAsync(Decided decided, CancellationToken cancellationToken)
    {
        var module = connectors.Find(decided.Connection.Provider)!;
        var open = await transactions.ReadAsync(token => access.OpenAsync(decided.Number, token), cancellationToken);
        if (open is null)
            return;
        var needsSecrets = module.Descriptor.Credentials.Count > 0 || module is IAuthorisesByOAuth;
        if (needsSecrets && open.Context is { Access: null, Credentials.Count: 0 })
            return;
        using var wait = provider.Begin(module.Descriptor, cancellationToken);
        await wait.AskAsync(module.Open(open.Context).DisconnectAsync);
        await wait.AskAsync(token => grants.GiveUpAsync(decided.Number, token));
    }

    private async Task EndAsync(Guid id, CancellationToken cancellationToken)
    {
        await endings.HoldAsync(id, cancellationToken);
        if (await FindDecidedAsync(id, cancellationToken) is not { } connection)
            return;
        if (connection.StatusCode == Erasing)
            await endings.RemoveAsync(id, cancellationToken);
        else
            await KeepAsync(id, cancellationToken);
        await audit.AddAsync(
            "connection.disconnected",
            id.ToString(),
            new { connection.Provider, connection.Name },
            new { Data = connection.StatusCode == Erasing ? "erased" : "kept" },
            batchId: null,
            cancellationToken
        );
    }

    private async Task KeepAsync(Guid id, CancellationToken cancellationToken)
    {
        await endings.DestroyCredentialsAsync(id, cancellationToken);
        var number = await access.NumberOfAsync(id, cancellationToken);
        await access.SetStatusAsync(
            number!.Value,
            ConnectionStatus.Disconnected,
            "disconnected",
            "Disconnected; its data is kept. Change it with new credentials of the same account to connect it again.",
            cancellationToken
        );
    }

    /// <summary>Null where it is gone, done, or connected again.</summary>
    private async Task<Connection?> FindDecidedAsync(Guid id, CancellationToken cancellationToken) =>
        await connections.FindAsync(id, cancellationToken)
            is { Status: ConnectionStatus.Disconnected, StatusCode: Keeping or Erasing } connection
            ? connection
            : null;

    private sealed record Decided(Connection Connection, int Number);
}
