using MediatR;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Connections.Drafts;
using Nexus.Host.Pages.Connections.Catalogue;
using Nexus.Host.Pages.Connections.Detail;
using Nexus.Host.Pages.Connections.Wizard;

namespace Nexus.Host.Pages.Connections;

/// <summary>Sources: what can be connected, connecting it, and everything about what is.</summary>
internal static class ConnectionPages
{
    /// <summary>Connections of a page.</summary>
    private const int Size = 100;

    public static IServiceCollection AddConnectionPages(this IServiceCollection services) =>
        services.AddScoped<SourceCards>();

    public static void MapConnectionPages(this RouteGroupBuilder pages)
    {
        pages.MapGet("/connections", List);
        pages.MapGet("/connections/catalogue", Catalogue);
        pages.MapConnectionWizard();
        pages.MapConnectionDetail();
        pages.MapConnectionChanges();
    }

    private static async Task<IResult> List(
        string? q,
        string? status,
        Guid? cursor,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (all, statuses) = await mediator.Send(
            new SearchConnections.Query(q, status, cursor, Size),
            cancellationToken
        );
        var reads = await mediator.Send(new ListConnectionReads.Query(), cancellationToken);
        var cards = await sources.ListAsync(cancellationToken);
        var names = cards.ToDictionary(source => source.Key, source => source.Name, StringComparer.Ordinal);
        var rows = all.Select(one => new ConnectionRow(
                one,
                names.GetValueOrDefault(one.Provider, one.Provider),
                reads.GetValueOrDefault(one.Id)
            ))
            .ToList();
        return page.Show<ConnectionsPage>(
            new
            {
                Rows = rows,
                Begun = await BegunAsync(cards, page, mediator, cancellationToken),
                Statuses = statuses
                    .OrderByDescending(one => one.Value)
                    .ThenBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => (one.Key, one.Value))
                    .ToList(),
                Search = q,
                Status = status,
                Next = all.Count == Size ? all[^1].Id.ToString() : null,
            }
        );
    }

    private static async Task<IResult> Catalogue(
        string? q,
        string? category,
        PageContext page,
        SourceCards sources,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var all = await sources.ListAsync(cancellationToken);
        return page.Show<CataloguePage>(
            new
            {
                Sources = all.Where(source =>
                        source.Matches(q) && (string.IsNullOrEmpty(category) || source.Provider.Category == category)
                    )
                    .ToList(),
                Begun = await BegunAsync(all, page, mediator, cancellationToken),
                Categories = all.Select(source => source.Provider.Category)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .ToList(),
                Search = q,
                Category = string.IsNullOrEmpty(category) ? null : category,
            }
        );
    }

    /// <summary>What the person has begun to connect; nothing for those who may not connect.</summary>
    private static async Task<IReadOnlyList<SourceCard>> BegunAsync(
        IReadOnlyList<SourceCard> sources,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (!page.May(ApiScopes.Admin))
            return [];
        var begun = await mediator.Send(new ListDrafts.Query(), cancellationToken);
        return [.. begun.Select(key => sources.FirstOrDefault(source => source.Key == key)).OfType<SourceCard>()];
    }
}
