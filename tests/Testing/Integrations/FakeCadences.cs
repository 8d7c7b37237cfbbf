using System.Xml;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;

namespace Nexus.Testing.Integrations;

/// <summary>Knows <c>manual</c> and durations, exactly as they are written.</summary>
public sealed class FakeCadences : ICadences
{
    public string? Refuse(string schedule, string zone, ProviderDescriptor provider) =>
        schedule == "manual" ? null
        : !schedule.StartsWith("PT", StringComparison.Ordinal) ? $"'{schedule}' is no schedule."
        : XmlConvert.ToTimeSpan(schedule) < provider.ScheduleFloor ? $"'{schedule}' is too often."
        : null;

    public DateTimeOffset? Next(string schedule, string zone, Guid connection, DateTimeOffset after) =>
        schedule == "manual" ? null : after + XmlConvert.ToTimeSpan(schedule);
}
