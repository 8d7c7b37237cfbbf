using System.ComponentModel.DataAnnotations;

namespace Nexus.Application.Syncing;

/// <summary>How much a node syncs at a time, and how long it may be silent; configuration section <c>Syncing</c>.</summary>
public sealed class SyncOptions
{
    public const string Section = "Syncing";

    /// <summary>Whether this node claims syncs at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Runs at a time on this node, 1 to 256; at most half of them are backfills.</summary>
    [Range(1, 256)]
    public int Workers { get; set; } = 32;

    /// <summary>Runs of one workspace at a time, over all nodes, 1 to 256.</summary>
    [Range(1, 256)]
    public int PerWorkspace { get; set; } = 8;

    /// <summary>How long a claim holds without a sign of life, 5 seconds to 10 minutes. Signs come every third of it.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often due connections are looked for where nothing has woken the node, 0.1 to 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a run looks whether someone cancelled it, 0.1 to 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05", ConvertValueInInvariantCulture = true)]
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Begun so often without storing a page, a run is given up: it may be what ends its nodes.</summary>
    [Range(1, 1_000)]
    public int Attempts { get; set; } = 10;

    /// <summary>Pages after which a run computes KPIs for the first time before its end; doubled each time.</summary>
    [Range(1, 100_000)]
    public int PagesToFirstProjection { get; set; } = 20;

    /// <summary>What this process calls itself in leases and runs.</summary>
    public string Node { get; set; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"[..^24];
}
