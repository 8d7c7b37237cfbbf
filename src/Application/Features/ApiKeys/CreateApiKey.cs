using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.ApiKeys;

/// <summary>Makes a key for the caller's workspace. Its text is in the answer and nowhere else, ever.</summary>
public static class CreateApiKey
{
    /// <param name="Name">What the key is for, 1 to 100 characters.</param>
    /// <param name="Scopes">At least one, none that the caller lacks.</param>
    /// <param name="ExpiresAt">In the future; null for a key that does not end.</param>
    [Needs(Right.Admin)]
    public sealed record Command(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt)
        : ICommand<Answer>;

    /// <param name="Key">Shown this once.</param>
    public sealed record Answer(
        Guid Id,
        string Key,
        string Name,
        IReadOnlyList<string> Scopes,
        DateTimeOffset? ExpiresAt
    )
    {
        public override string ToString() => $"key {Id}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(TimeProvider clock)
        {
            RuleFor(command => command.Name)
                .Must(name => name is { Length: <= 100 } && name.Trim().Length > 0 && !name.Any(char.IsControl))
                .WithMessage("A name has 1 to 100 characters.");
            RuleFor(command => command.Scopes)
                .Must(scopes => scopes is { Count: > 0 } && scopes.All(ApiScopes.All.Contains))
                .WithMessage($"Scopes are one or more of {string.Join(", ", ApiScopes.All)}.");
            RuleFor(command => command.ExpiresAt)
                .Must(end => end is null || end > clock.GetUtcNow())
                .WithMessage("A key ends in the future, or never.");
        }
    }

    internal sealed class Handler(IApiKeys keys, IAuditTrail audit, IWorkspaceScope scope, TimeProvider clock)
        : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            IReadOnlyList<string> scopes = [.. command.Scopes!.Distinct(StringComparer.Ordinal)];
            if (scopes.FirstOrDefault(wanted => !scope.Rights.Allow(wanted)) is { } lacking)
            {
                throw new RefusedException(
                    RefusalKind.Forbidden,
                    "scope_not_grantable",
                    $"Nobody grants the scope '{lacking}' who does not have it.",
                    new Dictionary<string, object?> { ["scope"] = lacking }
                );
            }

            var text = ApiKeyText.Generate();
            var now = clock.GetUtcNow();
            var key = new ApiKey(
                Guid.CreateVersion7(now),
                command.Name!.Trim(),
                text.Prefix,
                scopes,
                scope.Actor,
                now,
                command.ExpiresAt?.ToUniversalTime(),
                LastUsedAt: null,
                RevokedAt: null
            );
            await keys.AddAsync(key, text.Hash, cancellationToken);
            await audit.AddAsync(
                "api_key.created",
                key.Id.ToString(),
                before: null,
                new
                {
                    key.Name,
                    key.Prefix,
                    key.Scopes,
                    key.ExpiresAt,
                },
                batchId: null,
                cancellationToken
            );
            return new(key.Id, text.Text, key.Name, key.Scopes, key.ExpiresAt);
        }
    }
}
