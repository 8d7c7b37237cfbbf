using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class AnnotationEndpointsTests(NexusFixture nexus)
{
    private const string Path = "/api/v1/annotations";

    [Fact]
    public async Task A_field_is_named_as_the_caller_sent_it()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        using var answer = await client.PostAsJsonAsync(Path, new { title = "", from = "2026-03-01" });

        var problem = await ProblemAssert.IsAsync(HttpStatusCode.BadRequest, "validation_failed", answer);
        Assert.Equal(["title"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Reading_takes_the_scope_read_and_writing_the_scope_write()
    {
        var key = await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey);
        using var reader = nexus.Node.Client((await nexus.Node.NewKeyAsync(key, "read")).Key);

        using var list = await reader.GetAsync(Path);
        using var refused = await reader.PostAsJsonAsync(Path, new { title = "Sale", from = "2026-03-01" });

        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "insufficient_scope", refused);
    }

    [Fact]
    public async Task A_foreign_annotation_is_indistinguishable_from_an_unknown_one()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        var id = (await AddAsync(client, "Sale", "2026-03-01")).GetProperty("id").GetGuid();
        using var stranger = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));

        using var foreign = await stranger.DeleteAsync($"{Path}/{id}");
        using var unknown = await stranger.DeleteAsync($"{Path}/{Guid.NewGuid()}");

        var (theirs, none) = (await ProblemAssert.IsAsync(foreign), await ProblemAssert.IsAsync(unknown));
        Assert.Equal(none.GetProperty("code").GetString(), theirs.GetProperty("code").GetString());
        Assert.Equal(none.GetProperty("title").GetString(), theirs.GetProperty("title").GetString());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task It_is_written_found_changed_and_taken_away()
    {
        using var client = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        var made = await AddAsync(client, "Sale", "2026-03-01");
        await AddAsync(client, "Outage", "2026-03-02");
        var id = made.GetProperty("id").GetGuid();

        Assert.Equal("Sale", await TitlesAsync(client, "?search=sale&from=2026-03-01&to=2026-03-02"));
        using var changed = await client.PutAsJsonAsync(
            $"{Path}/{id}",
            new { title = "Summer sale", from = "2026-03-03" }
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("Summer sale,Outage", await TitlesAsync(client, ""));
        using var removed = await client.DeleteAsync($"{Path}/{id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("Outage", await TitlesAsync(client, ""));
    }

    private static async Task<JsonElement> AddAsync(HttpClient client, string title, string from)
    {
        using var added = await client.PostAsJsonAsync(Path, new { title, from });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        return await added.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string> TitlesAsync(HttpClient client, string query)
    {
        var page = await client.GetFromJsonAsync<JsonElement>(Path + query);
        return string.Join(
            ',',
            page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString())
        );
    }
}
