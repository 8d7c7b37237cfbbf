using System.Text.Json;

namespace Nexus.Application.Syncing;

/// <summary>Does one kind of queued work. It may be asked to do the same item more than once.</summary>
public interface IWorkHandler
{
    /// <summary>As in the queue, such as <c>provider-disconnect</c>.</summary>
    string Kind { get; }

    /// <summary>Does it, or throws to have it tried again; opens its own transactions.</summary>
    Task RunAsync(JsonElement payload, CancellationToken cancellationToken);
}
