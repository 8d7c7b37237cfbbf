using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>Finds connections of the workspace by their name, account, provider or status, however many there are.</summary>
public static class SearchConnections
{
    /// <param name="Text">Part of a name, an account or a provider's name; null or blank for all.</param>
    /// <param name="Status">As <see cref="ConnectionView.Status"/>; null or empty for any.</param>
    /// <param name="Cursor">Id of the last connection of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Read)]
    public sealed record Query(string? Text, string? Status, Guid? Cursor, int Limit) : IQuery<Answer>;

    /// <param name="Found">Oldest first.</param>
    /// <param name="Statuses">How many connections of the workspace have each status, whatever is sought.</param>
    public sealed record Answer(IReadOnlyList<ConnectionView> Found, IReadOnlyDictionary<string, int> Statuses);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Text).Storable();
            RuleFor(query => query.Status).Storable();
            RuleFor(query => query.Limit).InclusiveBetween(1, 200);
        }
    }

    internal sealed class Handler(
        IConnections connections,
        IEnumerable<IProviderModule> modules,
        ConnectionLookup lookup
    ) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var text = string.IsNullOrWhiteSpace(query.Text) ? null : query.Text.Trim();
            var found = await connections.SearchAsync(
                text,
                text is null ? [] : ProvidersNamed(text),
                string.IsNullOrEmpty(query.Status) ? null : query.Status,
                query.Cursor,
                query.Limit,
                cancellationToken
            );
            return new([.. found.Select(lookup.View)], await connections.CountAsync(cancellationToken));
        }

        private List<string> ProvidersNamed(string text) =>
            [
                .. modules
                    .Select(module => module.Descriptor)
                    .Where(provider => provider.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
                    .Select(provider => provider.Key),
            ];
    }
}
