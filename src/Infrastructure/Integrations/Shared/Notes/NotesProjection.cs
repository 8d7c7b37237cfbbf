using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Notes;

/// <summary>How many notes were written or changed on each day since the notes are read.</summary>
/// <remarks>A note that was changed several times between two readings counts on the last of these days.</remarks>
/// <param name="readsNotes">Whether a connection of these settings reads notes.</param>
internal sealed class NotesProjection(Func<JsonElement, bool> readsNotes) : IRecordProjection
{
    private const string Edited = "notes.edited";

    public string Name => "notes";

    public IReadOnlyList<string> Metrics { get; } = [Edited];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today)
    {
        if (after.Stream != Note.Stream || Note.Read(after) is not { } note)
            return null;
        var day = calendar.DateOf(note.EditedAt);
        return day > today ? null : new(day, day);
    }

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // What was edited before is known of some notes only.
        if (request.SyncedSince is not { } since || !readsNotes(request.Settings))
            yield break;
        var edits = new HashSet<(string Id, DateOnly Day)>();
        await foreach (var (record, _) in request.Records.ReadHistoryAsync(Note.Stream, cancellationToken))
        {
            if (Note.Read(record) is { } note)
                edits.Add((record.Id, request.Calendar.DateOf(note.EditedAt)));
        }
        var counts = edits.CountBy(edit => edit.Day).ToDictionary();
        var first = request.Calendar.DateOf(since);
        for (
            var day = request.Days.First > first ? request.Days.First : first;
            day <= request.Days.Last && day <= request.Today;
            day = day.AddDays(1)
        )
            yield return new(
                new SeriesKey(Edited, Granularity.Day, "", DimensionSet.Empty),
                Periods.Stored(day),
                counts.GetValueOrDefault(day),
                // A late reading still finds edits of yesterday.
                day.AddDays(1) < request.SettledBefore
            );
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (record, _) in request.Records.ReadHistoryAsync(Note.Stream, cancellationToken))
        {
            if (Note.Read(record) is { } note && request.Calendar.DateOf(note.EditedAt) == day && told.Add(record.Id))
                yield return new(Note.Stream, record.Id, 1, note.Title);
        }
    }
}
