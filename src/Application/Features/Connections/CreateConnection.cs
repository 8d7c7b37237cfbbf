using System.Text.Json;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Connects an account of a provider: asks the provider first, and stores only what it accepted.</summary>
public static class CreateConnection
{
    /// <param name="Name">1 to 100 characters; null takes the account's.</param>
    /// <param name="Settings">As the provider's schema describes them; null for none.</param>
    /// <param name="Credentials">By the names that the provider's descriptor gives.</param>
    /// <param name="Schedule">manual, an ISO 8601 duration or a cron expression; null takes the provider's default.</param>
    /// <param name="ScheduleZone">IANA zone of a cron expression; null takes the workspace's.</param>
    [Needs(Right.Admin)]
    public sealed record Command(
        string? Provider,
        string? Name,
        JsonElement? Settings,
        IReadOnlyDictionary<string, Secret?>? Credentials,
        string? Schedule = null,
        string? ScheduleZone = null
    ) : IProcess<ConnectionView>
    {
        /// <summary>What a person consented to at the provider; null where credentials are given.</summary>
        public Guid? Grant { get; init; }

        public override string ToString() => $"connect {Provider}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Provider).NotEmpty().MaximumLength(100);
            RuleFor(command => command.Name).ConnectionName().When(command => command.Name is not null);
            RuleFor(command => command.Settings).ConnectionSettings();
            RuleFor(command => command.Schedule).MaximumLength(200);
            RuleFor(command => command.ScheduleZone).TimeZone().When(command => command.ScheduleZone is not null);
        }
    }

    internal sealed class Handler(
        Connectors connectors,
        ProviderCalls provider,
        ConnectionGrants grants,
        ICadences cadences,
        IWorkspaceTransactions transactions,
        IWorkspaceReader workspaces,
        IConnections connections,
        ICustomMetrics metrics,
        IAuditTrail audit,
        TimeProvider clock
    ) : IRequestHandler<Command, ConnectionView>
    {
        public async Task<ConnectionView> Handle(Command command, CancellationToken cancellationToken)
        {
            var module =
                connectors.Find(command.Provider!)
                ?? throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "unknown_provider",
                    "There is no such provider to connect to. GET /providers lists them; files are uploaded to /imports."
                );
            var settings = command.Settings ?? ConnectionRules.NoSettings;
            var credentials = Given(command);
            var schedule = command.Schedule ?? module.Descriptor.DefaultSchedule;
            var (workspace, grant) = await transactions.ReadAsync(
                async token => (await workspaces.GetAsync(token), await grants.FindAsync(module, command.Grant, token)),
                cancellationToken
            );
            ConnectionRules.CheckSettings(module.Descriptor, settings);
            ConnectionRules.CheckCredentials(module, credentials, stored: []);
            ConnectionRules.CheckSchedule(
                cadences,
                schedule,
                command.ScheduleZone ?? workspace.TimeZone,
                module.Descriptor
            );

            var id = Guid.CreateVersion7(clock.GetUtcNow());
            var secrets = credentials.ToDictionary(one => one.Key, one => one.Value!, StringComparer.Ordinal);
            var context = grants.With(new ConnectionContext(id, settings, secrets, AccountId: null), grant);
            var account = await provider.ConnectAsync(module, context, cancellationToken);
            var connection = new NewConnection(
                id,
                module.Descriptor.Key,
                command.Name?.Trim() ?? account.Name,
                account,
                settings,
                schedule,
                command.ScheduleZone,
                schedule == "manual" ? null : clock.GetUtcNow(),
                credentials
            )
            {
                Grant = grant?.Number,
            };
            return await transactions.WriteAsync(token => StoreAsync(connection, module, token), cancellationToken);
        }

        private async Task<ConnectionView> StoreAsync(
            NewConnection connection,
            IConnectorModule module,
            CancellationToken cancellationToken
        )
        {
            if (!await connections.AddAsync(connection, cancellationToken))
                throw await AlreadyConnectedAsync(connection, cancellationToken);
            if (ConnectionRules.MetricsOf(module, connection.Settings) is { Count: > 0 } own)
                await metrics.AddAsync(own, cancellationToken);
            await audit.AddAsync(
                "connection.created",
                connection.Id.ToString(),
                before: null,
                new
                {
                    connection.Provider,
                    connection.Name,
                    connection.Account,
                    connection.Settings,
                    connection.Schedule,
                    connection.ScheduleZone,
                    Credentials = connection.Credentials.Keys,
                },
                batchId: null,
                cancellationToken
            );
            var stored = await connections.FindAsync(connection.Id, cancellationToken);
            return ConnectionView.Of(stored!, module);
        }

        private async Task<RefusedException> AlreadyConnectedAsync(
            NewConnection connection,
            CancellationToken cancellationToken
        )
        {
            var same = await connections.FindByAccountAsync(
                connection.Provider,
                connection.Account.Id,
                cancellationToken
            );
            var way =
                same?.Status == ConnectionStatus.Disconnected
                    ? "It was disconnected and has kept its history: change it with the new credentials to connect it again."
                    : "Change that one instead.";
            return new(
                RefusalKind.Conflict,
                "account_connected",
                $"The account {connection.Account.Name} is connected already, as '{same?.Name}'. {way}",
                new Dictionary<string, object?> { ["connectionId"] = same?.Id, ["name"] = same?.Name }
            );
        }

        /// <summary>Nothing is stored yet, so a credential without a value is one that was not given.</summary>
        private static Dictionary<string, Secret?> Given(Command command) =>
            (command.Credentials ?? new Dictionary<string, Secret?>())
                .Where(one => one.Value is not null)
                .ToDictionary(StringComparer.Ordinal);
    }
}
