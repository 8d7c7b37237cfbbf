using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Workspaces;

/// <summary>
/// Gives a new database its first workspace and a key that may do everything, instance included. Does nothing where there
/// is a workspace; nodes that start at once create one between them.
/// </summary>
public static class CreateFirstWorkspace
{
    /// <param name="ApiKey">The key that the operator chose, at least 24 characters; null to make one.</param>
    [Needs(Right.System)]
    public sealed record Command(string Name, string TimeZone, string Currency, string? ApiKey) : IProcess<Answer?>
    {
        public override string ToString() => $"{nameof(CreateFirstWorkspace)} {Name}";
    }

    /// <summary>Null where there was a workspace already.</summary>
    /// <param name="ApiKey">The key, made or chosen; shown this once.</param>
    public sealed record Answer(Guid Id, string ApiKey)
    {
        public override string ToString() => "***";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).WorkspaceName();
            RuleFor(command => command.TimeZone).TimeZone();
            RuleFor(command => command.Currency).Currency();
            RuleFor(command => command.ApiKey)
                .Must(key => key is null || (ApiKeyText.TryRead(key, out _) && !key.Any(IsUnfit)))
                .WithMessage(
                    $"NEXUS_API_KEY has {ApiKeyText.ShortestChosen} to {ApiKeyText.LongestChosen} visible ASCII characters."
                );
        }

        /// <summary>What an HTTP header cannot carry unharmed.</summary>
        private static bool IsUnfit(char c) => c is <= ' ' or > '~';
    }

    internal sealed class Handler(WorkspaceFounding founding, IWorkspaces workspaces)
        : IRequestHandler<Command, Answer?>
    {
        public Task<Answer?> Handle(Command command, CancellationToken cancellationToken) =>
            workspaces.AloneAsync(token => CreateAsync(command, token), cancellationToken);

        private async Task<Answer?> CreateAsync(Command command, CancellationToken cancellationToken)
        {
            if (await workspaces.FindFirstAsync(cancellationToken) is not null)
                return null;
            var key = ApiKeyText.TryRead(command.ApiKey, out var chosen) ? chosen : ApiKeyText.Generate();
            var workspace = await founding.FoundAsync(
                new Founder(command.Name, command.TimeZone, command.Currency),
                key,
                ApiScopes.All,
                "system",
                cancellationToken
            );
            return new(workspace.PublicId, key.Text);
        }
    }
}
