using Nexus.Application.Features.Annotations;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Records that are notes are annotations, for as long as they are records.</summary>
public sealed class NotesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Shown =
        "select title, first_day from nexus.annotation where deleted_at is null order by first_day, title";

    [Fact]
    public async Task A_page_that_is_not_stored_leaves_no_annotation()
    {
        await using var scene = await OpenAsync();
        scene.Account.Add("charges", "1", "2026-03-01", 1, "Launch");
        await scene.ChangeAsync("update nexus.sync_schedule set next_due = now()");
        var lease = (await scene.Node.ClaimAsync()).Single();
        scene.Provider.During = (call, _) =>
            call.StartsWith("page", StringComparison.Ordinal)
                ? scene.ChangeAsync("update nexus.sync_schedule set fence = fence + 1")
                : Task.CompletedTask;

        await scene.Node.RunAsync(lease);

        Assert.Empty(await scene.RowsAsync("select 1 from nexus.source_record"));
        Assert.Empty(await scene.RowsAsync(Shown));
    }

    [Fact]
    public async Task Notes_come_with_their_records_change_with_them_and_records_without_one_give_none()
    {
        await using var scene = await OpenAsync();
        scene.Account.Add("charges", "1", "2026-03-01", 1, "Launch").Add("charges", "2", "2026-03-02", 2);

        await scene.SyncAsync();

        Assert.Equal(["Launch 2026-03-01"], await scene.RowsAsync(Shown));
        var first = Assert.Single(await FindAsync(scene));
        Assert.Equal((scene.Connection, "Account acct_1"), (first.Source!.Connection, first.Source.Name));

        scene.Account.Add("charges", "1", "2026-03-05", 1, "Big launch", version: 2);
        await scene.DueAsync();
        await scene.SyncAsync();

        Assert.Equal(["Big launch 2026-03-05"], await scene.RowsAsync(Shown));
        Assert.Equal(first.Id, Assert.Single(await FindAsync(scene)).Id);
    }

    [Fact]
    public async Task A_note_that_the_provider_no_longer_lists_is_shown_no_longer_and_comes_back_with_it()
    {
        await using var scene = await OpenAsync();
        scene.Account.Add("charges", "1", "2026-03-01", 1, "Launch").Add("charges", "2", "2026-03-02", 2, "Sale");
        await scene.SyncAsync();
        var kept = scene.Account.Rows("charges")[0];
        scene.Account.Rows("charges").RemoveAt(0);
        await scene.ChangeAsync("update nexus.source_record set seen_at = now() - interval '1 h'");
        await scene.AskAsync(RunKind.Reconcile);
        await scene.SyncAsync();

        Assert.Equal(["Sale 2026-03-02"], await scene.RowsAsync(Shown));

        kept["version"] = 5;
        scene.Account.Rows("charges").Add(kept);
        await scene.AskAsync(RunKind.Reconcile);
        await scene.SyncAsync();

        Assert.Equal(["Launch 2026-03-01", "Sale 2026-03-02"], await scene.RowsAsync(Shown));
    }

    [Fact]
    public async Task What_is_too_long_or_unusable_is_cut_and_not_refused()
    {
        await using var scene = await OpenAsync();
        ((FakeNotebook)scene.Provider).Notes = record =>
            new(new string('t', 299) + "😀😀", "a\0b", new(new(2026, 3, 1), new(2026, 3, 2)), "javascript:1", null);
        scene.Account.Add("charges", "1", "2026-03-01", 1);

        await scene.SyncAsync();

        var note = Assert.Single(await FindAsync(scene));
        Assert.Equal((new string('t', 299) + "…", "ab", (string?)null), (note.Title, note.Text, note.Link));
    }

    [Fact]
    public async Task They_are_changed_at_their_source_until_it_is_disconnected_and_erased_with_its_data()
    {
        await using var scene = await OpenAsync();
        scene.Account.Add("charges", "1", "2026-03-01", 1, "Launch");
        await scene.SyncAsync();
        var note = Assert.Single(await FindAsync(scene));
        var draft = new AnnotationDraft("Mine", null, note.From, null, null, null);

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Node.Nexus.SendAsync(scene.Workspace, new UpdateAnnotation.Command(note.Id, draft))
        );
        await scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new DisconnectConnection.Command(scene.Connection, Erase: false)
        );
        var mine = await scene.Node.Nexus.SendAsync(scene.Workspace, new UpdateAnnotation.Command(note.Id, draft));

        Assert.Equal("annotation_of_source", refused.Code);
        Assert.Equal("Mine", mine.Title);
    }

    private async Task<SyncScene> OpenAsync() =>
        await SyncScene.OpenAsync(
            postgres.Database,
            descriptor =>
            {
                var records = SyncScene.OfRecords(descriptor);
                return new FakeNotebook
                {
                    Descriptor = descriptor,
                    Streams = records.Streams,
                    Maps = records.Maps,
                    Projections = records.Projections,
                };
            }
        );

    private static Task<IReadOnlyList<AnnotationView>> FindAsync(SyncScene scene) =>
        scene.Node.Nexus.SendAsync(scene.Workspace, new ListAnnotations.Query(null, null, null, null, null, null, 50));
}
