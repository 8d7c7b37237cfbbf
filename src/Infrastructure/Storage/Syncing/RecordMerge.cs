using Nexus.Application.Integrations;
using Nexus.Application.Syncing;

namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>Merges fetched states of records into those that are stored. The order in which they come does not matter.</summary>
/// <param name="stored">The records that are stored, of those that will be added.</param>
/// <param name="history">Streams of which every state is kept.</param>
internal sealed class RecordMerge(
    IReadOnlyDictionary<(string Stream, string Id), SourceRecord> stored,
    IReadOnlySet<string> history
)
{
    private readonly Dictionary<(string, string), SourceRecord> _current = [];
    private readonly List<RecordChange> _earlier = [];

    /// <summary>What to store of each record that was seen.</summary>
    public IReadOnlyCollection<SourceRecord> Current => _current.Values;

    /// <summary>States to keep, each with the moment from which it held.</summary>
    public List<(SourceRecord Record, DateTimeOffset Since)> States { get; } = [];

    /// <summary>What changed, other than by being seen again.</summary>
    public IReadOnlyList<RecordChange> Changes =>
        [
            .. _current
                .Select(pair => new RecordChange(stored.GetValueOrDefault(pair.Key), pair.Value))
                .Where(change => change.Before is null || !SaysTheSame(change.Before, change.After)),
            .. _earlier,
        ];

    public void Add(FetchedRecord fetched)
    {
        var record = fetched.Record;
        var key = (record.Stream, record.Id);
        var known = _current.GetValueOrDefault(key) ?? stored.GetValueOrDefault(key);
        if (known is not null && SaysTheSame(known, record))
        {
            _current[key] = Newer(record, known) ? record with { ChangedAt = known.ChangedAt } : known;
            return;
        }
        var keeps = history.Contains(record.Stream);
        if (keeps)
            States.Add((record, record.ChangedAt ?? fetched.FetchedAt));
        if (known is null || Newer(record, known))
            _current[key] = record;
        else
        {
            _current[key] = known;
            // A state of the past that was not known: what was computed from the states around it is to be computed anew.
            if (keeps)
                _earlier.Add(new(record, known));
        }
    }

    /// <summary>Of two states with one version, which should not be, the same one always wins.</summary>
    private static bool Newer(SourceRecord one, SourceRecord other) =>
        (one.Version, one.Deleted, one.Payload ?? "").CompareTo((other.Version, other.Deleted, other.Payload ?? ""))
        > 0;

    private static bool SaysTheSame(SourceRecord one, SourceRecord other) =>
        one.Payload == other.Payload
        && one.Deleted == other.Deleted
        && one.OccurredAt == other.OccurredAt
        && one.Group == other.Group;
}
