using System.Text.Json;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>
/// Changes a connection and keeps its history. New settings or credentials are tried at the provider first, and have to
/// reach the account that was connected.
/// </summary>
public static class UpdateConnection
{
    /// <param name="Name">Null leaves it as it is; so with the others.</param>
    /// <param name="Settings">All of them.</param>
    /// <param name="Schedule">manual, an ISO 8601 duration or a cron expression.</param>
    /// <param name="ScheduleZone">IANA zone of a cron expression.</param>
    /// <param name="Credentials">Those that change; null takes one away.</param>
    [Needs(Right.Admin)]
    public sealed record Command(
        Guid Id,
        string? Name,
        JsonElement? Settings,
        string? Schedule,
        string? ScheduleZone,
        IReadOnlyDictionary<string, Secret?>? Credentials
    ) : IProcess<ConnectionView>
    {
        /// <summary>What a person consented to at the provider, in the place of what was granted before; null leaves that.</summary>
        public Guid? Grant { get; init; }

        public override string ToString() => $"change {Id}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).ConnectionName().When(command => command.Name is not null);
            RuleFor(command => command.Settings).ConnectionSettings();
            RuleFor(command => command.Schedule).MaximumLength(200);
            RuleFor(command => command.ScheduleZone).TimeZone().When(command => command.ScheduleZone is not null);
        }
    }

    internal sealed class Handler(
        ConnectionLookup lookup,
        DataSets dataSets,
        ProviderCalls provider,
        ConnectionGrants grants,
        ICadences cadences,
        IWorkspaceTransactions transactions,
        IWorkspaceReader workspaces,
        IConnections connections,
        ICustomMetrics metrics,
        IProjectionQueue projections,
        IAuditTrail audit,
        TimeProvider clock
    ) : IRequestHandler<Command, ConnectionView>
    {
        public async Task<ConnectionView> Handle(Command command, CancellationToken cancellationToken)
        {
            var renames =
                command is { Name: not null, Settings: null, Schedule: null, ScheduleZone: null, Grant: null };
            if (renames && command.Credentials is null or { Count: 0 })
            {
                var renamed = await transactions.WriteAsync(token => RenameAsync(command, token), cancellationToken);
                if (renamed is not null)
                    return renamed;
            }
            var (was, module, context, grant, zone) = await transactions.ReadAsync(
                async token =>
                {
                    var (connection, itsModule, itsContext) = await lookup.OpenAsync(command.Id, token);
                    var given = await grants.FindAsync(itsModule, command.Grant, token);
                    var zone = (await workspaces.GetAsync(token)).TimeZone;
                    return (connection, itsModule, grants.With(itsContext, given), given, zone);
                },
                cancellationToken
            );
            var credentials = Changed(command, module, context);
            if (credentials.Count == 0 && grant is null)
                ConnectionLookup.RefuseDisconnected(was);
            var settings = command.Settings ?? was.Settings;
            var schedule = command.Schedule ?? was.Schedule ?? module.Descriptor.DefaultSchedule;
            var scheduleZone = command.ScheduleZone ?? was.ScheduleZone;
            ConnectionRules.CheckSettings(module.Descriptor, settings);
            ConnectionRules.CheckCredentials(module, credentials, context.Credentials.Keys);
            ConnectionRules.CheckSchedule(cadences, schedule, scheduleZone ?? zone, module.Descriptor);

            var account =
                command.Settings is null && credentials.Count == 0 && grant is null
                    ? null
                    : await ConnectAgainAsync(module, Merged(context, settings, credentials), cancellationToken);
            var status =
                account is null || was.Status == ConnectionStatus.Paused ? was.Status : ConnectionStatus.Active;
            var change = new ConnectionChange(
                command.Name?.Trim() ?? was.Name,
                status,
                settings,
                schedule,
                scheduleZone,
                NextDue(was, status, schedule, scheduleZone ?? zone),
                account,
                credentials
            )
            {
                Grant = grant?.Number,
            };
            return await transactions.WriteAsync(
                token => StoreAsync(was, change, module, grant, token),
                cancellationToken
            );
        }

        /// <returns>Null where it is no data set of files.</returns>
        private async Task<ConnectionView?> RenameAsync(Command command, CancellationToken cancellationToken)
        {
            if (await lookup.FindDataSetAsync(command.Id, cancellationToken) is not { } set)
                return null;
            await dataSets.RenameAsync(set, command.Name!.Trim(), cancellationToken);
            return lookup.View((await connections.FindAsync(set.Id, cancellationToken))!);
        }

        /// <remarks>What waited for a person is due at once; else a new schedule begins now, and an old one goes on.</remarks>
        private DateTimeOffset? NextDue(Connection was, ConnectionStatus status, string schedule, string zone) =>
            schedule == "manual" ? null
            : status != was.Status ? clock.GetUtcNow()
            : schedule == was.Schedule && was.NextDue is { } due ? due
            : cadences.Next(schedule, zone, was.Id, clock.GetUtcNow());

        private async Task<ProviderAccount> ConnectAgainAsync(
            IConnectorModule module,
            ConnectionContext context,
            CancellationToken cancellationToken
        )
        {
            var account = await provider.ConnectAsync(module, context, cancellationToken);
            return account.Id == context.AccountId
                ? account
                : throw new RefusedException(
                    RefusalKind.Conflict,
                    "account_changed",
                    $"These reach another account, {account.Name}. A connection keeps to its account, so that two never mix in "
                        + "one history: make a new connection for this one.",
                    new Dictionary<string, object?> { ["connected"] = context.AccountId, ["reached"] = account.Id }
                );
        }

        private async Task<ConnectionView> StoreAsync(
            Connection was,
            ConnectionChange change,
            IConnectorModule module,
            Grant? grant,
            CancellationToken cancellationToken
        )
        {
            var former = grant is null ? null : await grants.FormerAsync(was.Id, cancellationToken);
            if (!await connections.ChangeAsync(was, change, cancellationToken))
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "connection_changed",
                    "Somebody else changed the connection meanwhile. Read it again."
                );
            if (ConnectionRules.MetricsOf(module, change.Settings) is { Count: > 0 } own)
                await metrics.AddAsync(own, cancellationToken);
            if (grant is not null)
                await grants.ReplaceAsync(former, grant, cancellationToken);
            if (!JsonElement.DeepEquals(change.Settings, was.Settings))
                await projections.MarkAsync(was.Id, cancellationToken);
            var now = (await connections.FindAsync(was.Id, cancellationToken))!;
            await audit.AddAsync(
                "connection.changed",
                was.Id.ToString(),
                Facts(was),
                new { Now = Facts(now), Credentials = change.Credentials.Keys },
                batchId: null,
                cancellationToken
            );
            return ConnectionView.Of(now, module);
        }

        private static object Facts(Connection connection) =>
            new
            {
                connection.Name,
                Status = connection.Status.Name(),
                connection.Account,
                connection.Settings,
                connection.Schedule,
                connection.ScheduleZone,
            };

        /// <summary>The credentials that change; a new signing secret keeps the former one beside it.</summary>
        private static Dictionary<string, Secret?> Changed(
            Command command,
            IConnectorModule module,
            ConnectionContext context
        )
        {
            var changed = (command.Credentials ?? new Dictionary<string, Secret?>()).ToDictionary(
                StringComparer.Ordinal
            );
            if (
                module is IReceivesWebhooks { SigningSecret: var name }
                && changed.GetValueOrDefault(name) is { } next
                && context.Credentials.GetValueOrDefault(name) is { } former
                && former.Reveal() != next.Reveal()
            )
                changed.TryAdd(ConnectionRules.Former(name), former);
            return changed;
        }

        private static ConnectionContext Merged(
            ConnectionContext context,
            JsonElement settings,
            Dictionary<string, Secret?> changed
        )
        {
            var all = context.Credentials.ToDictionary(StringComparer.Ordinal);
            foreach (var (name, secret) in changed)
            {
                if (secret is null)
                    all.Remove(name);
                else
                    all[name] = secret;
            }
            return context with { Settings = settings, Credentials = all };
        }
    }
}
