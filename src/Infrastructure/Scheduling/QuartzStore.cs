namespace Nexus.Infrastructure.Scheduling;

/// <summary>Where Quartz keeps its triggers.</summary>
public static class QuartzStore
{
    /// <summary>Schema and beginning of the names of its tables.</summary>
    public const string TablePrefix = "nexus.qrtz_";

    /// <summary>The cluster's name, by which the rows of its locks are found.</summary>
    public const string Scheduler = "nexus";
}
