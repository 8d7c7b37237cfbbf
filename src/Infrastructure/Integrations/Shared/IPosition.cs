using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>How far a stream is read, in a shape that may change with the adapter that wrote it.</summary>
internal interface IPosition
{
    /// <summary>Number of the shape.</summary>
    int V { get; }
}

internal static class Positions
{
    /// <summary>Null at the start, and where it was written in another shape: what is read from there is read anew.</summary>
    /// <param name="version">Number of the shape that can be read.</param>
    public static T? Find<T>(this Checkpoint checkpoint, int version)
        where T : class, IPosition
    {
        try
        {
            return checkpoint.Read<T>() is { } position && position.V == version ? position : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
