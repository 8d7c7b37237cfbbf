using MediatR;
using Nexus.Application.Features.Providers;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Pages.Connections.Catalogue;

/// <summary>Every provider of this Nexus, as people choose it.</summary>
internal sealed class SourceCards(IMediator mediator, Connectors connectors, IOAuthClients clients)
{
    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SourceCard>> ListAsync(CancellationToken cancellationToken) =>
        [
            .. (await mediator.Send(new ListProviders.Query(), cancellationToken))
                .Select(CardOf)
                .OrderBy(card => card.Name, StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>Null where there is no such provider.</summary>
    public async Task<SourceCard?> FindAsync(string provider, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(card => card.Key == provider);

    private SourceCard CardOf(ListProviders.Answer answer)
    {
        var module = connectors.Find(answer.Provider.Key);
        return new(
            answer.Provider,
            [
                .. answer
                    .Metrics.Select(key => MetricCatalog.TryFind(key, out var metric) ? metric : null)
                    .OfType<MetricDefinition>()
                    .OrderBy(metric => metric.Name, StringComparer.OrdinalIgnoreCase),
            ],
            module?.Streams ?? [],
            module is IAuthorisesByOAuth oauth && clients.Find(oauth.OAuth.Registration) is not null,
            (module as IReceivesWebhooks)?.SigningSecret
        );
    }
}
