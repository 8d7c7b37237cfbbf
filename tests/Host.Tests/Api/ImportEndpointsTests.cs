using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

public sealed class ImportEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    private const string Ads = """
        date,campaign,spend
        2026-01-01,Spring,10.50
        2026-01-02,Spring,20.25
        2026-01-02,=HYPERLINK("x"),-5

        """;

    private const string AdsMapping = """
        {"date": {"column": "date"},
         "values": [{"column": "spend", "metric": "ads.spend", "currency": "USD"}],
         "dimensions": [{"column": "campaign", "name": "campaign"}]}
        """;

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        using var client = await NewWorkspaceAsync();

        using var answer = await client.PostAsJsonAsync("/api/v1/imports", new { file = "x" });

        await ProblemAssert.IsAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", answer);
    }

    [Theory]
    [InlineData("mapping", "{not json", "mapping")]
    [InlineData("mode", "overwrite", "mode")]
    [InlineData("onError", "explode", "onError")]
    [InlineData("commit", "perhaps", "commit")]
    public async Task A_field_with_a_bad_value_is_named_and_nothing_is_kept(string field, string value, string named)
    {
        using var client = await NewWorkspaceAsync();

        using var answer = await UploadAsync(client, Ads, (field, value));

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.True(problem.GetProperty("errors").TryGetProperty(named, out _));
        Assert.Equal(0, await CountAsync(client));
    }

    [Fact]
    public async Task A_form_without_a_file_is_refused()
    {
        using var client = await NewWorkspaceAsync();
        using var form = new MultipartFormDataContent { { new StringContent("upsert"), "mode" } };

        using var answer = await client.PostAsync("/api/v1/imports", form);

        await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
    }

    [Fact]
    public async Task A_mapping_that_does_not_fit_is_refused_with_its_problems()
    {
        using var client = await NewWorkspaceAsync();

        using var answer = await UploadAsync(
            client,
            Ads,
            ("mapping", """{"date":{"column":"day"},"values":[{"column":"cost","metric":"ads.spend"}]}"""),
            ("commit", "true")
        );

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "mapping_invalid", answer);
        Assert.Equal(2, problem.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task A_file_with_bad_rows_is_refused_with_their_lines_and_nothing_is_stored()
    {
        using var client = await NewWorkspaceAsync();

        using var answer = await UploadAsync(
            client,
            Ads + "2026-13-01,Spring,1\n",
            ("mapping", AdsMapping),
            ("commit", "true")
        );

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "import_has_errors", answer);
        Assert.Equal(5, problem.GetProperty("errors")[0].GetProperty("line").GetInt32());
        using var import = await client.GetAsync($"/api/v1/imports/{problem.GetProperty("importId").GetString()}");
        Assert.Equal("failed", (await ReadAsync(import)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_rejects_come_as_a_file_in_which_no_cell_runs_as_a_formula()
    {
        using var client = await NewWorkspaceAsync();
        using var upload = await UploadAsync(
            client,
            Ads + "=cmd,Spring,1\n",
            ("mapping", AdsMapping),
            ("onError", "skip"),
            ("commit", "true")
        );
        var import = await ReadAsync(upload);

        using var rejects = await client.GetAsync($"/api/v1/imports/{import.GetProperty("id").GetString()}/rejects");

        Assert.Equal(1, import.GetProperty("rejected").GetInt32());
        Assert.Equal("text/csv", rejects.Content.Headers.ContentType?.MediaType);
        var lines = (await rejects.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("line,record,column,code,message,raw", lines[0]);
        Assert.StartsWith("5,4,date,bad_date,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("\"'=cmd,Spring,1\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_goes_from_upload_through_mapping_and_dry_run_to_commit_and_back()
    {
        using var client = await NewWorkspaceAsync();
        using var upload = await UploadAsync(client, Ads);
        var id = (await ReadAsync(upload)).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.Created, upload.StatusCode);
        Assert.Equal($"/api/v1/imports/{id}", upload.Headers.Location?.OriginalString);

        using var mapped = await client.PutAsync(
            $"/api/v1/imports/{id}/mapping",
            new StringContent(AdsMapping, Encoding.UTF8, "application/json")
        );
        using var validated = await client.PostAsync($"/api/v1/imports/{id}/validate", null);
        using var committed = await client.PostAsync($"/api/v1/imports/{id}/commit", null);
        using var undone = await client.PostAsync($"/api/v1/imports/{id}/undo", null);

        Assert.Equal(HttpStatusCode.OK, mapped.StatusCode);
        Assert.Equal("validated", (await ReadAsync(validated)).GetProperty("status").GetString());
        Assert.Equal(3, (await ReadAsync(validated)).GetProperty("inserted").GetInt32());
        Assert.Equal("committed", (await ReadAsync(committed)).GetProperty("status").GetString());
        Assert.Equal(3, (await ReadAsync(committed)).GetProperty("inserted").GetInt32());
        Assert.Equal(3, (await ReadAsync(undone)).GetProperty("removed").GetInt32());
    }

    [Fact]
    public async Task Another_workspace_gets_the_same_answer_as_for_an_import_that_never_was()
    {
        using var owner = await NewWorkspaceAsync();
        using var upload = await UploadAsync(owner, Ads);
        var id = (await ReadAsync(upload)).GetProperty("id").GetString();
        using var stranger = await NewWorkspaceAsync();

        using var foreign = await stranger.GetAsync($"/api/v1/imports/{id}");
        using var unknown = await stranger.GetAsync($"/api/v1/imports/{Guid.NewGuid()}");

        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(await BodyAsync(unknown), await BodyAsync(foreign));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\exports\\ads.csv", "ads.csv")]
    [InlineData("..", "..")]
    public async Task The_name_of_a_file_is_shown_and_never_a_path(string name, string shown)
    {
        using var client = await NewWorkspaceAsync();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Ads)), "file", name },
        };

        using var answer = await client.PostAsync("/api/v1/imports", form);

        Assert.Equal(shown, (await ReadAsync(answer)).GetProperty("fileName").GetString());
    }

    [Fact]
    public async Task Templates_are_listed_and_can_be_forgotten()
    {
        using var client = await NewWorkspaceAsync();
        using (await UploadAsync(client, Ads, ("mapping", AdsMapping), ("commit", "true"))) { }

        var templates = await client.GetFromJsonAsync<JsonElement>("/api/v1/import-templates");
        var id = Assert.Single(templates.EnumerateArray()).GetProperty("id").GetString();
        using var deleted = await client.DeleteAsync($"/api/v1/import-templates/{id}");
        using var again = await client.DeleteAsync($"/api/v1/import-templates/{id}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "template_not_found", again);
    }

    private async Task<HttpClient> NewWorkspaceAsync() =>
        nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

    private static async Task<HttpResponseMessage> UploadAsync(
        HttpClient client,
        string text,
        params (string Field, string Value)[] fields
    )
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "ads.csv" },
        };
        foreach (var (field, value) in fields)
            form.Add(new StringContent(value), field);
        return await client.PostAsync("/api/v1/imports", form);
    }

    private static async Task<int> CountAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/imports")).GetProperty("items").GetArrayLength();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    /// <summary>The problem without what differs from call to call.</summary>
    private static async Task<string> BodyAsync(HttpResponseMessage answer)
    {
        var problem = (await ReadAsync(answer))
            .EnumerateObject()
            .Where(member => member.Name is not ("traceId" or "instance"));
        return string.Join('\n', problem.Select(member => $"{member.Name}={member.Value}"));
    }
}
