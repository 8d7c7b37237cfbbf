using System.Net;
using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class JsonApiTests
{
    private const int MostPages = 5;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_page_for_people_of_a_failing_server_is_judged_by_its_status(HttpStatusCode status)
    {
        var fault = await FailAsync(status, "<html>", "text/html");

        Assert.Equal(IntegrationFault.Unavailable, fault.Fault);
    }

    [Fact]
    public async Task A_page_for_people_that_refuses_is_nobodys_refusal()
    {
        var fault = await FailAsync(HttpStatusCode.Forbidden, "<html>", "text/html");

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault.Fault);
    }

    [Theory]
    [InlineData("""{"error": {"code": 1}}""")]
    [InlineData("[]")]
    public async Task An_answer_with_status_200_that_is_no_data_is_no_success(string body)
    {
        var fault = await FailAsync(HttpStatusCode.OK, body);

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault.Fault);
    }

    [Fact]
    public async Task A_fault_names_the_providers_id_of_the_call_unless_that_is_longer_than_any()
    {
        var named = await FailAsync(HttpStatusCode.BadRequest, """{"id": "call 7"}""");
        var unnamed = await FailAsync(HttpStatusCode.BadRequest, $$"""{"id": "{{new string('x', 129)}}"}""");

        Assert.Equal(("call 7", null), (named.RequestId, unnamed.RequestId));
    }

    [Fact]
    public async Task Pages_that_go_round_in_circles_end_in_a_fault()
    {
        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            RowsAsync(
                """{"rows": [1], "next": "a"}""",
                """{"rows": [2], "next": "b"}""",
                """{"rows": [3], "next": "a"}"""
            )
        );

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault.Fault);
    }

    [Fact]
    public async Task Pages_without_end_end_in_a_fault()
    {
        var pages = Enumerable.Range(0, MostPages).Select(page => $$"""{"rows": [1], "next": "{{page}}"}""");

        var fault = await Assert.ThrowsAsync<IntegrationException>(() => RowsAsync([.. pages]));

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault.Fault);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"rows": null}""")]
    [InlineData("""{"rows": {}}""")]
    public async Task An_answer_without_its_list_is_not_an_empty_one(string body)
    {
        var fault = await Assert.ThrowsAsync<IntegrationException>(() => RowsAsync(body));

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault.Fault);
    }

    [Fact]
    public async Task A_list_is_read_to_the_page_that_names_no_other() =>
        Assert.Equal(
            [1, 2],
            await RowsAsync("""{"rows": [1], "next": "a"}""", """{"rows": [2], "next": ""}""", """{"rows": [3]}""")
        );

    private static async Task<IntegrationException> FailAsync(
        HttpStatusCode status,
        string body,
        string type = "application/json"
    )
    {
        using var http = Answering((status, body, type));
        return await Assert.ThrowsAsync<IntegrationException>(() => AskAsync(Api(http), null));
    }

    private static async Task<List<int>> RowsAsync(params string[] bodies)
    {
        using var http = Answering([.. bodies.Select(body => (HttpStatusCode.OK, body, "application/json"))]);
        var api = Api(http);
        var rows = api.RowsAsync(
            "rows",
            page => AskAsync(api, page),
            body => body.Text("next"),
            CancellationToken.None
        );
        var read = new List<int>();
        await foreach (var row in rows)
            read.Add(row.GetInt32());
        return read;
    }

    private static Task<JsonAnswer> AskAsync(JsonApi api, string? page) =>
        api.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"things?page={page}"), CancellationToken.None);

    private static JsonApi Api(HttpClient http) =>
        new("The provider", http, new FixedClock(Now))
        {
            Judge = refusal =>
                refusal.Body.ValueKind == JsonValueKind.Undefined ? refusal.Failed() : refusal.Undocumented(),
            IdOf = (_, body) => body.Text("id"),
            MostPages = MostPages,
        };

    private static HttpClient Answering(params (HttpStatusCode Status, string Body, string Type)[] answers) =>
        new(new Script(new Queue<(HttpStatusCode, string, string)>(answers)))
        {
            BaseAddress = new Uri("https://provider.example/"),
        };

    private sealed class Script(Queue<(HttpStatusCode Status, string Body, string Type)> answers) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var (status, body, type) = answers.Dequeue();
            return Task.FromResult(
                new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) }
            );
        }
    }
}
