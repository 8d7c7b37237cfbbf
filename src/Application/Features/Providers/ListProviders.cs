using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Providers;

/// <summary>What a workspace can connect to, by key.</summary>
public static class ListProviders
{
    /// <remarks>Reads no workspace's data, and hence opens no transaction.</remarks>
    [Needs(Right.Read)]
    public sealed record Query : IProcess<IReadOnlyList<Answer>>;

    /// <param name="Metrics">Keys of the metrics that it can supply.</param>
    public sealed record Answer(ProviderDescriptor Provider, IReadOnlyList<string> Metrics);

    internal sealed class Handler(IEnumerable<IProviderModule> modules) : IRequestHandler<Query, IReadOnlyList<Answer>>
    {
        public Task<IReadOnlyList<Answer>> Handle(Query query, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Answer>>([
                .. modules
                    .Select(module => module.Descriptor)
                    .OrderBy(provider => provider.Key, StringComparer.Ordinal)
                    .Select(provider => new Answer(provider, MetricsOf(provider.Key))),
            ]);

        private static List<string> MetricsOf(string provider) =>
            [
                .. MetricCatalog
                    .All.Where(metric => metric.Sources.Contains(provider, StringComparer.Ordinal))
                    .Select(metric => metric.Key)
                    .Order(StringComparer.Ordinal),
            ];
    }
}
