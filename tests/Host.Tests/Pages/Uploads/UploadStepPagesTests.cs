using System.Net;
using Nexus.Application.Features.Imports;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Uploads;

public sealed class UploadStepPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    private const string Ambiguous = "day,ambiguous spend\n03/04/2026,\"1,234\"\n05/06/2026,\"2,345\"\n";

    [Fact]
    public async Task A_file_that_can_be_read_two_ways_is_asked_about_with_its_own_cells()
    {
        using var walk = new UploadWalk(nexus);

        var page = await walk.UploadAsync(Ambiguous);

        Assert.Contains("In day, does the day or the month come first?", page.Text, StringComparison.Ordinal);
        Assert.Contains("03/04/2026 is 3 April 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("03/04/2026 is 4 March 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("1,234 is 1234", page.Text, StringComparison.Ordinal);
        Assert.Contains("1,234 is 1.234", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_is_left_open_is_asked_again_where_it_stands()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync(Ambiguous);

        var page = await walk.SendAsync("columns");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("Say whether the day or the month comes first.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Say which sign separates decimals.", page.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"f-c0.format-fault\"", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dd/MM/yyyy", ".", "3 Apr 2026 to 5 Jun 2026", "3,579")]
    [InlineData("MM/dd/yyyy", ",", "4 Mar 2026 to 6 May 2026", "3.58")]
    public async Task The_answer_decides_what_is_imported(string format, string separator, string span, string sum)
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync(Ambiguous);
        await walk.SendAsync("columns", ("c0.format", format), ("c1.decimal", separator), ("c1.unit", "number"));

        var check = await walk.SendAsync("data-set");

        Assert.Contains(span, check.Text, StringComparison.Ordinal);
        Assert.Contains(sum, check.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_read_again_with_settings_that_a_person_corrects()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date;reread\n2026-01-01;1\n2026-01-02;2\n");
        await walk.GoAsync("file");

        var wrong = await walk.SendAsync("file", ("delimiter", ","));
        var right = await walk.SendAsync("file", ("delimiter", ";"));

        Assert.Contains("1 columns", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("2 columns and 2 rows were found", right.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skip", "some", "A number of lines from 0 to 1000.")]
    [InlineData("skip", "2000", "From 0 to 1000 lines can be skipped.")]
    [InlineData("encoding", "klingon", "There is no encoding 'klingon'.")]
    [InlineData("delimiter", "\"", "cannot separate fields")]
    public async Task A_setting_that_is_none_is_refused_at_its_field(string field, string value, string message)
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,settings\n2026-01-01,1\n");
        await walk.GoAsync("file");

        var page = await walk.SendAsync("file", (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(message, page.Text, StringComparison.Ordinal);
        Assert.Contains($"id=\"f-{field}-fault\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_under_which_nothing_is_left_to_read_are_refused_and_the_file_stays_as_it_was()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,skipped\n2026-01-01,1\n");
        await walk.GoAsync("file");

        var refused = await walk.SendAsync("file", ("skip", "10"));
        var after = await walk.GoAsync("file");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("2 columns and 1 rows were found", after.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c1.use", "ignore", "Say which column holds values")]
    [InlineData("c0.use", "ignore", "Say which column dates the rows")]
    [InlineData("c1.metric", "", "Choose a metric, or describe a new one.")]
    [InlineData("c1.metric", "ads.ctr", "is computed from its parts")]
    [InlineData("c1.name", "???", "Give the new metric a name with letters or digits.")]
    [InlineData("c1.unit", "bananas", "'bananas' is none of")]
    [InlineData("c1.currency", "EURO", "is no ISO 4217 currency code")]
    [InlineData("c0.format", "hello", "is no date format")]
    [InlineData("c0.grain", "hour", "do not tell one hour from another")]
    [InlineData("c1.use", "date", "Rows have one date.")]
    public async Task What_does_not_fit_the_file_is_said_in_the_form(string field, string value, string message)
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,misfits\n2026-01-01,1\n2026-01-02,2\n");

        var page = await walk.SendAsync("columns", (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(message, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_of_the_columns_is_there_when_one_comes_back()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,kept,place\n2026-01-01,1,Kiel\n2026-01-02,2,Bonn\n");
        await walk.SendAsync(
            "columns",
            ("c1.metric", "ads.spend"),
            ("c1.currency", "usd"),
            ("c1.sign", "positive"),
            ("c2.use", "dimension"),
            ("c2.dimension", "city")
        );

        var form = PageForm.Of(await walk.GoAsync("columns"), walk.Address + "/columns");

        Assert.Equal(
            ("ads.spend", "USD", "positive", "dimension", "city"),
            (form["c1.metric"], form["c1.currency"], form["c1.sign"], form["c2.use"], form["c2.dimension"])
        );
    }

    [Fact]
    public async Task A_file_with_a_row_for_each_value_is_mapped_by_the_texts_that_name_metrics()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync(
            "date,kpi,value\n2026-01-01,ads.clicks,10\n2026-01-01,Shop visits,20\n2026-01-02,ads.clicks,11\n2026-01-02,Shop visits,21\n"
        );
        var shown = PageForm.Of(await walk.GoAsync("columns?layout=long"), walk.Address + "/columns");
        await walk.SendAsync("columns");

        var check = await walk.SendAsync("data-set");

        Assert.Equal(("metric", "ads.clicks", "new"), (shown["c1.use"], shown["l0.metric"], shown["l1.metric"]));
        Assert.Contains("Shop visits new custom.shop_visits", check.Text, StringComparison.Ordinal);
        Assert.Contains("To be added 4", check.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_column_that_names_metrics_is_asked_about_before_it_is_taken()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,kpi,shop,value\n2026-01-01,a,x,1\n2026-01-02,a,y,2\n");
        await walk.GoAsync("columns?layout=long");

        var page = await walk.SendAsync("columns", ("c1.use", "dimension"), ("c2.use", "metric"));

        Assert.Contains("Now say which metric each text of that column means.", page.Text, StringComparison.Ordinal);
        Assert.Equal("x", PageForm.Of(page, walk.Address + "/columns")["l0.label"]);
    }

    [Fact]
    public async Task A_data_set_is_named_and_its_mode_kept()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,targets\n2026-01-01,1\n");
        await walk.SendAsync("columns");

        await walk.SendAsync("data-set", ("dataset", "Shop floor"), ("mode", "append"));
        var form = PageForm.Of(await walk.GoAsync("data-set"), walk.Address + "/data-set");

        Assert.Equal(("Shop floor", "append"), (form["dataset"], form["mode"]));
    }

    [Theory]
    [InlineData("mode", "explode", "Choose one of the three.")]
    [InlineData("dataset", "a\u0001b", "has no control characters")]
    public async Task A_target_that_is_none_is_refused_at_its_field(string field, string value, string message)
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,targets\n2026-01-01,1\n");
        await walk.SendAsync("columns");

        var page = await walk.SendAsync("data-set", (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains(message, page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data-set")]
    [InlineData("check")]
    public async Task A_step_that_needs_the_columns_leads_to_them(string step)
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,unmapped\n2026-01-01,1\n");
        using var person = nexus.SignIn("editor");

        var answer = await person.GetAsync($"{walk.Address}/{step}");

        Assert.Equal(walk.Address + "/columns", answer.Location);
    }

    [Fact]
    public async Task Looking_at_the_steps_changes_nothing()
    {
        using var walk = new UploadWalk(nexus);
        await walk.UploadAsync("date,looked at\n2026-01-01,1\n");
        var id = Guid.Parse(walk.Address.Split('/')[^1]);
        var before = (await nexus.SendAsync(new GetImport.Query(id))).Import;

        foreach (var step in new[] { "", "file", "columns", "columns?layout=long", "data-set", "check" })
            await walk.GoAsync(step);

        var after = (await nexus.SendAsync(new GetImport.Query(id))).Import;
        Assert.Equal((before.Status, before.Mapping, before.Report), (after.Status, after.Mapping, after.Report));
    }
}
