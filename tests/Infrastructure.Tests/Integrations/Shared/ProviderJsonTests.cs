using System.Net.Http.Headers;
using System.Text;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class ProviderJsonTests
{
    [Theory]
    [InlineData("application/json", "")]
    [InlineData("application/json", "   ")]
    [InlineData("application/json", "{\"data\": [1, 2")]
    [InlineData("application/json", "{\"data\": []} {\"data\": []}")]
    [InlineData("application/json", "{\"data\": []}<html>")]
    [InlineData("application/json", "{\"data\": [],}")]
    [InlineData("application/json", "{\"data\": NaN}")]
    [InlineData("application/json", "{\"data\": 1, \"data\": 2}")]
    [InlineData("application/json", "{\"data\": 1} // done")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "\"ok\"")]
    [InlineData("application/json", "<html><body>Down for maintenance</body></html>")]
    [InlineData("text/html", "{\"data\": []}")]
    [InlineData("text/plain", "{\"data\": []}")]
    [InlineData("application/jsonp", "{\"data\": []}")]
    [InlineData(null, "{\"data\": []}")]
    public async Task What_is_not_one_whole_json_document_is_not_believed(string? type, string body)
    {
        var failure = await FailAsync(type, Encoding.UTF8.GetBytes(body));

        Assert.Equal(IntegrationFault.UnexpectedResponse, failure.Fault);
        Assert.StartsWith("Stripe sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_in_another_encoding_is_not_believed()
    {
        var failure = await FailAsync("application/json", Encoding.Latin1.GetBytes("{\"name\": \"M\u00FCller\"}"));

        Assert.Equal(IntegrationFault.UnexpectedResponse, failure.Fault);
    }

    [Fact]
    public async Task Nothing_of_the_answer_is_repeated_but_its_id()
    {
        var failure = await FailAsync("text/html", "<p>stack trace</p>"u8.ToArray());

        Assert.DoesNotContain("stack trace", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("req_1", failure.RequestId);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/problem+json")]
    [InlineData("Application/JSON")]
    public async Task A_json_document_is_read(string type)
    {
        using var response = Response(type, "\uFEFF{\"amount\": 12.340000000000000000001}"u8.ToArray());

        var root = await ProviderJson.ReadAsync(response, "Stripe", CancellationToken.None);

        Assert.Equal(12.340000000000000000001m, root.GetProperty("amount").GetDecimal());
    }

    private static async Task<IntegrationException> FailAsync(string? type, byte[] body)
    {
        using var response = Response(type, body);
        return await Assert.ThrowsAsync<IntegrationException>(() =>
            ProviderJson.ReadAsync(response, "Stripe", CancellationToken.None)
        );
    }

    private static HttpResponseMessage Response(string? type, byte[] body)
    {
        var response = new HttpResponseMessage { Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        response.Headers.Add("Request-Id", "req_1");
        return response;
    }
}
