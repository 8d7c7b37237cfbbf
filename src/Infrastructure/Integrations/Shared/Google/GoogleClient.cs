using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>Calls one of Google's APIs: with a token, and with another one where the first is refused.</summary>
/// <param name="name">The API's name in the Google Cloud console.</param>
internal sealed class GoogleClient(string name, HttpClient http, GoogleAccess access, TimeProvider clock)
{
    /// <summary>How long to wait after a refusal for its rate, from the words of the refusal.</summary>
    public Func<string, TimeSpan>? Pause { get; init; }

    /// <summary>What a person can do about a call that Google finds invalid; null where the fault is Nexus's.</summary>
    public string? Invalid { get; init; }

    /// <param name="path">Relative to the API's address.</param>
    /// <param name="what">What is asked for, in plain words.</param>
    /// <exception cref="IntegrationException">Google refused, failed, or sent something other than JSON.</exception>
    public Task<JsonAnswer> GetAsync(string path, string what, CancellationToken cancellationToken) =>
        AskAsync(path, null, what, cancellationToken);

    /// <summary>Asks by a body. The call only reads, so that it may be made twice.</summary>
    /// <param name="question">As <see cref="ProviderRequests.Asking"/> takes it.</param>
    /// <inheritdoc cref="GetAsync" />
    public Task<JsonAnswer> PostAsync(string path, object question, string what, CancellationToken cancellationToken) =>
        AskAsync(path, question, what, cancellationToken);

    /// <summary>A list page after page, each named by the one before.</summary>
    /// <param name="path">Of the first page, with a query.</param>
    /// <param name="what">What is asked for, in plain words.</param>
    /// <inheritdoc cref="GetAsync" path="/exception" />
    public IAsyncEnumerable<JsonAnswer> PagesAsync(string path, string what, CancellationToken cancellationToken) =>
        Api(what)
            .PagesAsync(
                page => GetAsync(ProviderRequests.Page(path, "pageToken", page), what, cancellationToken),
                body => body.Text("nextPageToken"),
                cancellationToken
            );

    private Task<JsonAnswer> AskAsync(
        string path,
        object? question,
        string what,
        CancellationToken cancellationToken
    ) => Api(what).SendAsync(access.Tokens, token => ProviderRequests.Asking(token, path, question), cancellationToken);

    private JsonApi Api(string what)
    {
        var call = new GoogleCall(what, name, access.IsServiceAccount) { Invalid = Invalid };
        return new("Google", http, clock)
        {
            Judge = refusal => GoogleFaults.Of(refusal, call, Pause),
            // Google itself refuses by pages, too, whose status means what it says.
            RefusesByPages = true,
        };
    }
}
