namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>How often to look after reports that a network prepares, and when to give one up.</summary>
/// <param name="FirstLook">After how long it is worth to look for the first time.</param>
/// <param name="NextLook">And each further time.</param>
/// <param name="Longest">One that takes longer is given up: networks leave some unfinished for ever.</param>
internal sealed record AdJobs(TimeSpan FirstLook, TimeSpan NextLook, TimeSpan Longest, TimeProvider Clock)
{
    /// <summary>A report was asked for; its id is all that is kept in between.</summary>
    /// <param name="id">The network's, or several joined by commas.</param>
    public AdAnswer Begun(string id) => AdAnswer.Later(new(id, Clock.GetUtcNow()), FirstLook);

    /// <summary>The network still works on it.</summary>
    public AdAnswer Unready(AdReport report) =>
        IsYoungerThan(Longest, report) ? AdAnswer.Later(report, NextLook) : AdAnswer.Failed;

    /// <summary>The network does not know it: not yet on the server that was reached, or no longer.</summary>
    public AdAnswer Unknown(AdReport report) =>
        IsYoungerThan(TimeSpan.FromMinutes(2), report) ? AdAnswer.Later(report, FirstLook) : AdAnswer.Failed;

    private bool IsYoungerThan(TimeSpan time, AdReport report) => Clock.GetUtcNow() - report.Begun <= time;
}
