using System.Text.Json;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>The second step towards a connection: what is read, how often, and what it is called.</summary>
public static class SetDraftSettings
{
    /// <param name="Name">1 to 100 characters; null takes the account's.</param>
    /// <param name="Settings">All of them, as the provider's schema describes them.</param>
    /// <param name="Schedule">manual, an ISO 8601 duration or a cron expression; null takes the provider's default.</param>
    /// <param name="ScheduleZone">IANA zone of a cron expression; null takes the workspace's.</param>
    [Needs(Right.Admin)]
    public sealed record Command(
        string Provider,
        string? Name,
        JsonElement Settings,
        string? Schedule,
        string? ScheduleZone
    ) : IProcess<DraftView>
    {
        public override string ToString() => $"settings of {Provider}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).ConnectionName().When(command => command.Name is not null);
            RuleFor(command => (JsonElement?)command.Settings).ConnectionSettings().OverridePropertyName("settings");
            RuleFor(command => command.Schedule).MaximumLength(200);
            RuleFor(command => command.ScheduleZone).TimeZone().When(command => command.ScheduleZone is not null);
        }
    }

    internal sealed class Handler(
        DraftLookup lookup,
        IConnectionDrafts drafts,
        ICadences cadences,
        IWorkspaceReader workspaces,
        IWorkspaceTransactions transactions
    ) : IRequestHandler<Command, DraftView>
    {
        public async Task<DraftView> Handle(Command command, CancellationToken cancellationToken)
        {
            var open = await lookup.OpenAsync(command.Provider, cancellationToken);
            var workspace = await transactions.ReadAsync(workspaces.GetAsync, cancellationToken);
            var provider = open.Module.Descriptor;
            ConnectionRules.CheckSettings(provider, command.Settings);
            ConnectionRules.MetricsOf(open.Module, command.Settings);
            ConnectionRules.CheckSchedule(
                cadences,
                command.Schedule ?? provider.DefaultSchedule,
                command.ScheduleZone ?? workspace.TimeZone,
                provider
            );
            var draft = open.Draft with
            {
                Name = command.Name?.Trim(),
                Settings = command.Settings,
                Schedule = command.Schedule,
                ScheduleZone = command.ScheduleZone,
            };
            await transactions.WriteAsync(token => drafts.PutAsync(draft, token), cancellationToken);
            return DraftView.Of(draft);
        }
    }
}
