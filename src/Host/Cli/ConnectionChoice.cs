using Nexus.Application.Features.Connections;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>Finds connections by what a person at a console calls them.</summary>
internal sealed class ConnectionChoice(CommandSession session)
{
    private const int AtATime = 200;

    /// <summary>All connections to providers that wait for nobody.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    public async Task<IReadOnlyList<ConnectionView>> ActiveAsync(CancellationToken cancellationToken)
    {
        var active = (await ListAsync(cancellationToken)).FindAll(connection => connection.Status == "active");
        return active.Count > 0
            ? active
            : throw new StartupException("There is no active connection to sync. Connect a provider first.");
    }

    /// <param name="text">Its id, its name, or the key of a provider that has one connection.</param>
    /// <exception cref="StartupException">None or several are meant.</exception>
    public async Task<ConnectionView> FindAsync(string text, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken);
        var meant = all.FindAll(connection => Guid.TryParse(text, out var id) && connection.Id == id);
        if (meant.Count == 0)
            meant = all.FindAll(connection => Same(connection.Name, text));
        if (meant.Count == 0)
            meant = all.FindAll(connection => Same(connection.Provider, text));
        return meant.Count switch
        {
            1 => meant[0],
            0 when all.Count == 0 => throw new StartupException(
                $"There is no connection {text}: nothing is connected yet. POST /api/v1/connections connects a source."
            ),
            0 => throw new StartupException([$"There is no connection {text}. Those there are:", .. Lines(all)]),
            _ => throw new StartupException([$"{text} may be any of these; name one by its id:", .. Lines(meant)]),
        };
    }

    private async Task<List<ConnectionView>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<ConnectionView>();
        IReadOnlyList<ConnectionView> page;
        do
        {
            page = await session.SendAsync(
                new ListConnections.Query(all.LastOrDefault()?.Id, AtATime),
                cancellationToken
            );
            all.AddRange(page);
        } while (page.Count == AtATime);
        return all.FindAll(connection => connection.Schedule is not null);
    }

    private static IEnumerable<string> Lines(IEnumerable<ConnectionView> connections) =>
        connections.Select(connection => $"  {connection.Id}  {connection.Provider}  {connection.Name}");

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
