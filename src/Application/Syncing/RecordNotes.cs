using Nexus.Application.Features.Annotations;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Syncing;

/// <summary>Shows the notes among a provider's records beside KPIs, in the transaction that stores the records.</summary>
internal sealed class RecordNotes(IWorkspaceReader workspaces, IAnnotations annotations)
{
    /// <param name="changes">What of the records has changed.</param>
    public async Task FollowAsync(
        RunWork work,
        IReadOnlyList<RecordChange> changes,
        CancellationToken cancellationToken
    )
    {
        if (changes.Count == 0 || work.Module is not IGivesNotes module)
            return;
        var workspace = await workspaces.GetAsync(cancellationToken);
        var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
        var notes = new Dictionary<string, SourceNote?>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var now = NoteOf(module, change.After, calendar);
            if (now is not null || (change.Before is { } before && NoteOf(module, before, calendar) is not null))
                notes[$"{change.After.Stream}/{change.After.Id}"] = now;
        }
        if (notes.Count > 0)
            await annotations.TakeOverAsync(work.ConnectionId, notes, cancellationToken);
    }

    private static SourceNote? NoteOf(IGivesNotes module, SourceRecord record, ZonedCalendar calendar) =>
        record.Deleted || module.NoteOf(record, calendar) is not { } note
            ? null
            : note with
            {
                Title = Cut(note.Title.Trim(), AnnotationRules.LongestTitle),
                Text = note.Text is { } text ? Cut(text, AnnotationRules.LongestText) : null,
                Link = note.Link is { } link && AnnotationRules.IsLink(link) ? link : null,
                Author = note.Author is { } author ? Cut(author, AnnotationRules.LongestTitle) : null,
            };

    /// <summary>Cut where it is too long, and without the one character that a database cannot hold.</summary>
    private static string Cut(string text, int length)
    {
        text = text.Replace("\0", "", StringComparison.Ordinal);
        if (text.Length <= length)
            return text;
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return text[..end] + "…";
    }
}
