using System.Text.Json;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

public sealed class OAuth1Tests
{
    [Fact]
    public void Signatures_are_those_of_the_published_examples()
    {
        if (Payloads.Read("x/oauth1_signature_vectors.json") is not { } file)
            return;
        foreach (var pair in file.Items("percent_encoding"))
            Assert.Equal(pair[1].GetString(), OAuth1.Encode(pair[0].GetString()!));
        foreach (var vector in file.Items("vectors"))
        {
            var oauth = new OAuth1(
                "",
                new Secret(Text(vector, "consumer_secret")),
                "",
                new Secret(Text(vector, "token_secret"))
            );
            var parameters = new[] { "query_params", "form_body_params", "oauth_params" }
                .SelectMany(part => vector.GetProperty(part).EnumerateObject())
                .Select(parameter => (parameter.Name, parameter.Value.GetString()!))
                .ToList();

            Assert.Equal(Text(vector, "expected_parameter_string"), OAuth1.ParameterString(parameters));
            Assert.Equal(
                Text(vector, "expected_signature"),
                oauth.Signature(Text(vector, "method"), Text(vector, "base_url"), parameters)
            );
        }
    }

    [Fact]
    public void A_header_signs_what_goes_over_the_wire()
    {
        if (Payloads.Read("x/oauth1_signature_vectors.json") is not { } file)
            return;
        var vector = file.Items("vectors").Single(one => Text(one, "name") == "x_ads_sync_stats_GET");
        var own = vector.GetProperty("oauth_params");
        var oauth = new OAuth1(
            Text(own, "oauth_consumer_key"),
            new Secret(Text(vector, "consumer_secret")),
            Text(own, "oauth_token"),
            new Secret(Text(vector, "token_secret"))
        );
        var query = string.Join(
            '&',
            vector
                .GetProperty("query_params")
                .EnumerateObject()
                .Select(one => $"{one.Name}={OAuth1.Encode(one.Value.GetString()!)}")
        );

        var header = oauth.Authorize(
            HttpMethod.Get,
            new Uri($"{Text(vector, "base_url")}?{query}"),
            DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(Text(own, "oauth_timestamp"), System.Globalization.CultureInfo.InvariantCulture)
            ),
            Text(own, "oauth_nonce")
        );

        Assert.Contains(
            $"oauth_signature=\"{Text(vector, "expected_signature_percent_encoded")}\"",
            header,
            StringComparison.Ordinal
        );
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
