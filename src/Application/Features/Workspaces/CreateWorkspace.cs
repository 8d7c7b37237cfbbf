using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Workspaces;

/// <summary>Creates another workspace on this instance, with a key that may do everything in it.</summary>
public static class CreateWorkspace
{
    /// <param name="Name">1 to 200 characters.</param>
    /// <param name="TimeZone">IANA zone in which its days begin.</param>
    /// <param name="Currency">ISO 4217 code of money for which a source names none.</param>
    [Needs(Right.Operator)]
    public sealed record Command(string? Name, string? TimeZone, string? Currency) : IProcess<Answer>;

    /// <param name="Id">The workspace's public id.</param>
    /// <param name="ApiKey">Shown this once.</param>
    public sealed record Answer(Guid Id, string Name, string TimeZone, string Currency, string ApiKey);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).WorkspaceName();
            RuleFor(command => command.TimeZone).TimeZone();
            RuleFor(command => command.Currency).Currency();
        }
    }

    internal sealed class Handler(WorkspaceFounding founding, IWorkspaceScope scope) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var key = ApiKeyText.Generate();
            var workspace = await founding.FoundAsync(
                new Founder(command.Name!, command.TimeZone!, command.Currency!),
                key,
                ApiScopes.Workspace,
                scope.Actor,
                cancellationToken
            );
            return new(workspace.PublicId, workspace.Name, workspace.TimeZone, workspace.Currency, key.Text);
        }
    }
}
