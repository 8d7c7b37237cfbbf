using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.Kpis;

/// <summary>Everything of a workspace that an answer depends on besides the request and the hour.</summary>
public sealed record DataVersion(Guid Workspace, long Version, string TimeZone, string Currency, DayOfWeek WeekStart)
{
    /// <summary>A new build may answer in another shape.</summary>
    private static readonly Guid Build = typeof(DataVersion).Module.ModuleVersionId;

    public static DataVersion Of(Workspace workspace) =>
        new(workspace.PublicId, workspace.DataVersion, workspace.TimeZone, workspace.Currency, workspace.WeekStart);

    /// <summary>The hour that the workspace's clocks show, to the minute where its offset has minutes.</summary>
    public string Clock(DateTimeOffset now) =>
        ZonedCalendar.Of(TimeZone, WeekStart).HourOf(now).ToString("yyyy-MM-ddTHH:mmzzz", CultureInfo.InvariantCulture);

    /// <summary>A strong entity tag, quotes included.</summary>
    /// <param name="request">The request in full: path, query and body.</param>
    /// <param name="clock">As in <see cref="Versioned{T}.Clock"/>.</param>
    public string ETag(string request, string clock)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Build}\n{Workspace}\n{Version}\n{TimeZone}\n{Currency}\n{WeekStart}\n{clock}\n{request}"
        );
        return $"\"{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}\"";
    }
}
