using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>When connections are due.</summary>
public interface ICadences
{
    /// <summary>Why a schedule cannot be used with a provider, in plain words; null where it can.</summary>
    /// <param name="schedule"><c>manual</c>, an ISO 8601 duration such as <c>PT1H</c>, or a cron expression of five or six fields.</param>
    /// <param name="zone">IANA zone of a cron expression.</param>
    string? Refuse(string schedule, string zone, ProviderDescriptor provider);

    /// <summary>
    /// The first due time after an instant; null for <c>manual</c>. Durations keep their spacing, moved by a share of the
    /// interval that follows from the connection's id, so that connections spread and each stays where it is.
    /// </summary>
    DateTimeOffset? Next(string schedule, string zone, Guid connection, DateTimeOffset after);
}
