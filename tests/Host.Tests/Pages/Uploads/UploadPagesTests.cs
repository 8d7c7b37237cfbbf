using System.Net;
using System.Text;
using Nexus.Application.Features.Imports;
using Nexus.Domain.Imports;
using Nexus.Testing;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Uploads;

public sealed class UploadPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task A_form_without_a_file_is_refused_at_its_field()
    {
        using var person = nexus.SignIn("editor");
        var list = await person.GetAsync("/uploads");

        var answer = await person.PostAsync(list, "/uploads");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Choose a file first.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_refused_with_what_to_do()
    {
        using var walk = new UploadWalk(nexus);

        var answer = await walk.UploadAsync([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 1, 2], "book.xlsx");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Uploads"), (answer.Status, answer.Heading));
        Assert.Contains("workbook", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var walk = new UploadWalk(nexus);

        var answer = await walk.UploadAsync("", "empty.csv");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("The file is empty.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_before_it_has_come()
    {
        using var person = nexus.SignIn("editor");
        var list = await person.GetAsync("/uploads");

        var answer = await person.AnnounceAsync(list, "/uploads", ImportDefaults.MaxFileBytes * 2);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "This file is too large"), (answer.Status, answer.Heading));
        Assert.Contains("up to 100 MB", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_the_token_of_its_form_is_not_taken()
    {
        using var person = nexus.SignIn("editor");
        var list = await person.GetAsync("/uploads");
        var bare = list with { Html = list.Html.Replace("_csrf", "_other", StringComparison.Ordinal) };

        var answer = await person.UploadAsync(
            bare,
            "/uploads",
            "tokenless.csv",
            "date,orders\n2026-01-01,1\n"u8.ToArray()
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("tokenless.csv", (await person.GetAsync("/uploads")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_sees_what_was_uploaded_and_uploads_nothing()
    {
        using var editor = new UploadWalk(nexus);
        await editor.UploadAsync("date,orders\n2026-01-01,1\n", "seen.csv");
        using var viewer = nexus.SignIn("viewer");

        var list = await viewer.GetAsync("/uploads");
        var shown = await viewer.GetAsync(editor.Address);
        var sent = await viewer.UploadAsync(list, "/uploads", "mine.csv", "date,orders\n2026-01-01,1\n"u8.ToArray());

        Assert.Contains("seen.csv", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"file\"", list.Html, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "seen.csv"), (shown.Status, shown.Heading));
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("columns")]
    [InlineData("data-set")]
    [InlineData("check")]
    public async Task A_viewer_decides_nothing_about_an_upload(string step)
    {
        using var editor = new UploadWalk(nexus);
        await editor.UploadAsync("date,orders\n2026-01-01,1\n");
        using var viewer = nexus.SignIn("viewer");
        var page = await viewer.GetAsync("/uploads");

        var shown = await viewer.GetAsync($"{editor.Address}/{step}");
        var sent = await viewer.PostAsync(page, $"{editor.Address}/{step}");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (shown.Status, sent.Status));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("undo")]
    public async Task A_viewer_neither_imports_nor_takes_back(string deed)
    {
        using var viewer = nexus.SignIn("viewer");
        var page = await viewer.GetAsync("/uploads");

        var answer = await viewer.PostAsync(page, $"/uploads/{Guid.CreateVersion7()}/{deed}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/file")]
    [InlineData("/columns")]
    [InlineData("/data-set")]
    [InlineData("/check")]
    [InlineData("/rejects")]
    [InlineData("/undo")]
    public async Task A_file_of_another_workspace_is_not_there(string part)
    {
        using var other = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes("date,orders\n2026-01-01,1\n")), "file", "theirs.csv" },
        };
        using var uploaded = await other.PostAsync("/api/v1/imports", form);
        var id = uploaded.Headers.Location!.OriginalString.Split('/')[^1];
        using var person = nexus.SignIn();

        var foreign = await person.GetAsync($"/uploads/{id}{part}");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (foreign.Status, foreign.Heading));
        Assert.DoesNotContain("theirs.csv", foreign.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_a_file_is_text_and_nothing_else()
    {
        using var walk = new UploadWalk(nexus);

        var answer = await walk.UploadAsync("date,orders\n2026-01-01,1\n", "../<b>bold</b>.csv");

        Assert.DoesNotContain("<b>", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_file_goes_from_upload_to_metric_and_back_without_scripts()
    {
        if (Repository.SharedFixtures is not { } fixtures)
            return;
        var file = await File.ReadAllBytesAsync(Path.Combine(fixtures, "csv", "messytables-horror", "simple.csv"));
        using var walk = new UploadWalk(nexus);

        var columns = await walk.UploadAsync(file, "weather.csv");
        var dataSet = await walk.SendAsync("columns", ("c1.name", "Temperature"), ("c1.aggregation", "last"));
        var check = await walk.SendAsync("data-set", ("dataset", "weather"));
        var result = await walk.SendAsync("import");
        await walk.GoAsync("undo");
        var undone = await walk.SendAsync("undo");

        Assert.Equal("Say what the columns hold", columns.Heading);
        Assert.Equal("Choose where the values go", dataSet.Heading);
        Assert.Contains("To be added 6", check.Text, StringComparison.Ordinal);
        Assert.Contains("6 values are among your metrics now", result.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/kpis/custom.temperature\"", result.Html, StringComparison.Ordinal);
        Assert.Contains("Undone: 6 values removed", undone.Text, StringComparison.Ordinal);
        Assert.Contains("This import has been undone", undone.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replacing_says_what_it_would_remove_and_asks_before_it_does()
    {
        using var first = new UploadWalk(nexus);
        await first.UploadAsync("date,replaced things\n2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n");
        await first.ImportAsync();
        using var second = new UploadWalk(nexus);
        await second.UploadAsync("date,replaced things\n2026-01-01,1\n2026-01-03,4\n");
        await second.GoAsync("data-set");

        var check = await second.SendAsync("data-set", ("mode", "replace"));
        var asked = await second.SendAsync("import");
        var result = await second.SendAsync("import");

        Assert.Contains("1 stored values would be removed", check.Text, StringComparison.Ordinal);
        Assert.Equal("Remove 1 stored values?", asked.Heading);
        Assert.Contains("Removed 1", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_cannot_be_imported_are_listed_by_what_is_wrong_and_left_out_on_demand()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync(
            "date,faulty things\n2026-01-01,1\n2026-01-02,2\n2026-13-03,3\n2026-01-04,4\n2026-01-05,x\n2026-01-06,5\n2026-01-07,5\n2026-01-08,5\n2026-01-09,5\n2026-01-10,5\n"
        );
        await walk.SendAsync("columns");

        var check = await walk.SendAsync("data-set");
        var result = await walk.SendAsync("import");
        var rejects = await walk.GoAsync("rejects");

        Assert.Contains("2 rows cannot be imported", check.Text, StringComparison.Ordinal);
        Assert.Contains("Not a date in the chosen format", check.Text, StringComparison.Ordinal);
        Assert.Contains("Not a number", check.Text, StringComparison.Ordinal);
        Assert.Contains("Left out 2", result.Text, StringComparison.Ordinal);
        Assert.Contains("attachment", rejects.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains("2026-13-03,3", rejects.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_file_of_a_layout_goes_straight_to_the_check_until_its_template_is_forgotten()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,known things\n2026-01-01,1\n", "january.csv");
        await walk.ImportAsync();

        var known = await walk.UploadAsync("date,known things\n2026-02-01,1\n", "february.csv");
        var template = (await nexus.SendAsync(new ListImportTemplates.Query())).Single(one =>
            one.Name == "january.csv"
        );
        using var person = nexus.SignIn("editor");
        var list = await person.GetAsync("/uploads/templates");
        await person.PostAsync(list, $"/uploads/templates/{template.Id}/forget");
        var after = await person.GetAsync("/uploads/templates");
        var unknown = await walk.UploadAsync("date,known things\n2026-03-01,1\n", "march.csv");

        Assert.Equal("Check before you import", known.Heading);
        Assert.Contains("To be added 1", known.Text, StringComparison.Ordinal);
        Assert.Contains("january.csv", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("january.csv", after.Text, StringComparison.Ordinal);
        Assert.Equal("Say what the columns hold", unknown.Heading);
    }

    [Fact]
    public async Task The_same_file_again_is_said_to_change_nothing()
    {
        const string text = "date,repeated things\n2026-01-01,1\n";
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync(text, "once.csv");
        await walk.ImportAsync();

        var again = await walk.UploadAsync(text, "twice.csv");

        Assert.Contains("This very file has been imported already", again.Text, StringComparison.Ordinal);
        Assert.Contains("Import (changes nothing)", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_stored_has_no_steps_any_more()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,stored things\n2026-01-01,1\n", "stored.csv");
        await walk.ImportAsync();
        using var person = nexus.SignIn("editor");

        var answer = await person.GetAsync(walk.Address + "/columns");

        Assert.Equal((HttpStatusCode.SeeOther, walk.Address), (answer.Status, answer.Location));
    }
}
