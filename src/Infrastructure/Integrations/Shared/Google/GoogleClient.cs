using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>Calls one of Google's APIs: with a token, and with another one where the first is refused.</summary>
internal sealed class GoogleClient(HttpClient http, GoogleAccess access, TimeProvider clock)
{
    /// <summary>How long to wait after a refusal for its rate, from the words of the refusal.</summary>
    public Func<string, TimeSpan>? Pause { get; init; }

    /// <param name="path">Relative to the API's address.</param>
    /// <exception cref="IntegrationException">Google refused, failed, or sent something other than JSON.</exception>
    public Task<JsonAnswer> GetAsync(string path, GoogleCall call, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, path, null, call, cancellationToken);

    /// <summary>Asks by a body. The call only reads, so that it may be made twice.</summary>
    /// <inheritdoc cref="GetAsync" />
    public Task<JsonAnswer> PostAsync(
        string path,
        JsonObject body,
        GoogleCall call,
        CancellationToken cancellationToken
    ) => AskAsync(HttpMethod.Post, path, body, call, cancellationToken);

    /// <summary>A list page after page, each named by the one before.</summary>
    /// <param name="path">Of the first page, with a query.</param>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonAnswer> PagesAsync(string path, GoogleCall call, CancellationToken cancellationToken) =>
        Api(call)
            .PagesAsync(
                page =>
                    GetAsync(
                        page is null ? path : $"{path}&pageToken={Uri.EscapeDataString(page)}",
                        call,
                        cancellationToken
                    ),
                body => body.Text("nextPageToken"),
                cancellationToken
            );

    private Task<JsonAnswer> AskAsync(
        HttpMethod method,
        string path,
        JsonObject? content,
        GoogleCall call,
        CancellationToken cancellationToken
    ) =>
        access.Tokens.UseAsync(
            token =>
            {
                var request = ProviderRequests.Bearing(token, method, path);
                request.Options.Set(ProviderRequests.Repeatable, true);
                request.Content = content is null ? null : JsonContent.Create(content);
                return Api(call).SendAsync(request, cancellationToken);
            },
            cancellationToken
        );

    private JsonApi Api(GoogleCall call) =>
        new("Google", http, clock)
        {
            Judge = refusal => GoogleFaults.Of(refusal, call, Pause),
            // Google itself refuses by pages, too, whose status means what it says.
            RefusesByPages = true,
        };
}
