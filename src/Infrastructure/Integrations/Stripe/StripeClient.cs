using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Speaks Stripe's API for one key: the only place that knows its addresses, headers and forms of refusal.</summary>
internal sealed class StripeClient(IProviderHttp http, StripeAccess access, TimeProvider clock)
{
    /// <summary>The version in which all objects are asked for. Versions of one name only add to it.</summary>
    public const string Version = "2026-08-26.dahlia";

    private readonly HttpClient _http = http.Open(access.Calls);

    /// <summary>Whether the objects it may get are those of live mode.</summary>
    public bool Livemode => access.Livemode;

    /// <summary>Asks once; what Stripe refuses comes back as an answer.</summary>
    /// <param name="path">Such as <c>v1/charges</c>.</param>
    /// <param name="what">What is asked for, in plain words, for whoever reads of a refusal.</param>
    /// <exception cref="IntegrationException">
    /// The provider cannot be reached, refuses for its rate, fails on its side, or sends no JSON.
    /// </exception>
    public async Task<StripeAnswer> AskAsync(
        string path,
        IEnumerable<(string Name, string Value)> query,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(path, query));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.Key.Reveal());
        request.Headers.Add("Stripe-Version", Version);
        if (access.ConnectedAccount is { } account)
            request.Headers.Add("Stripe-Account", account);

        var askedAt = clock.GetUtcNow();
        using var response = await _http.SendAsync(request, cancellationToken);
        var requestId = response.Headers.TryGetValues("Request-Id", out var ids)
            ? ids.FirstOrDefault(id => id.Length <= 128)
            : null;
        // What fails on the way to Stripe answers with a page for people.
        if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
            throw StripeFaults.Of(response.StatusCode, default, requestId, what, clock.GetUtcNow());
        var body = await ProviderJson.ReadAsync(response, "Stripe", cancellationToken);
        return new StripeAnswer(response.StatusCode, body, what, askedAt, response.Headers.Date, requestId);
    }

    /// <summary>Asks once, and gets what was asked for.</summary>
    /// <exception cref="IntegrationException">Stripe refused, or sent an error in the place of data.</exception>
    public async Task<StripeAnswer> GetAsync(
        string path,
        IEnumerable<(string Name, string Value)> query,
        string what,
        CancellationToken cancellationToken
    )
    {
        var answer = await AskAsync(path, query, what, cancellationToken);
        return answer.IsData ? answer : throw answer.Refusal(clock.GetUtcNow());
    }

    private static string Address(string path, IEnumerable<(string Name, string Value)> query)
    {
        var address = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in query)
        {
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return address.ToString();
    }
}

/// <summary>What Stripe said.</summary>
/// <param name="What">What was asked for, in plain words.</param>
/// <param name="AskedAt">When the call began, by our clock.</param>
/// <param name="At">When it was answered, by Stripe's.</param>
internal sealed record StripeAnswer(
    HttpStatusCode Status,
    JsonElement Body,
    string What,
    DateTimeOffset AskedAt,
    DateTimeOffset? At,
    string? RequestId
)
{
    /// <summary>Whether it is what was asked for: an error can come with status 200, from something in between.</summary>
    public bool IsData =>
        Status == HttpStatusCode.OK
        && Body.ValueKind == JsonValueKind.Object
        && !Body.TryGetProperty("error", out _)
        && StripeFaults.Text(Body, "object") is not null;

    /// <summary>Whether Stripe says that there is no such object.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && Code == "resource_missing";

    /// <summary>Whether Stripe says that the object after which to go on is gone.</summary>
    public bool HasLostCursor =>
        Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound
        && Code == "resource_missing"
        && StripeFaults.Text(Error, "param") == "starting_after";

    public JsonElement Error =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out var error) ? error : default;

    private string? Code => StripeFaults.Text(Error, "code");

    public IntegrationException Refusal(DateTimeOffset now) =>
        Status == HttpStatusCode.OK
            ? StripeFaults.Unexpected($"the call for {What} with something other than that", RequestId)
            : StripeFaults.Of(Status, Error, RequestId, What, now);
}
