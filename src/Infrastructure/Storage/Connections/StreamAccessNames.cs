using Nexus.Application.Storage;

namespace Nexus.Infrastructure.Storage.Connections;

/// <summary>How the column <c>access</c> of a stream writes what may be read.</summary>
internal static class StreamAccessNames
{
    public static string Name(StreamAccess access) => access.ToString().ToLowerInvariant();

    public static StreamAccess Parse(string name) => Enum.Parse<StreamAccess>(name, ignoreCase: true);
}
