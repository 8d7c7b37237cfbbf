using System.Net;
using System.Text.RegularExpressions;

namespace Nexus.Testing.Http.Pages;

/// <summary>A browser without scripts: it keeps cookies, and sends forms with the tokens that the page put into them.</summary>
public sealed class PageClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly CookieContainer _cookies = new();

    /// <param name="session">Who is signed in; null for nobody.</param>
    public PageClient(Uri address, TestSession? session)
    {
        if (session is not null)
            _cookies.Add(address, new Cookie(TestSession.CookieName, session.ToCookie()));
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                CookieContainer = _cookies,
                // On a busy machine a node takes longer than the second that is usual to refuse what is announced.
                Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
            }
        )
        {
            BaseAddress = address,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    /// <summary>The page at an address; redirects are not followed.</summary>
    /// <param name="headers">Such as <c>("HX-Request", "true")</c>.</param>
    public async Task<PageAnswer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, headers);
    }

    /// <summary>Sends a form, with the tokens of a page that was loaded before.</summary>
    /// <param name="page">The page that holds the form; its hidden fields of every form are sent along.</param>
    public Task<PageAnswer> PostAsync(PageAnswer page, string action, params (string Name, string Value)[] fields) =>
        PostAsync(page, action, [], fields);

    /// <inheritdoc cref="PostAsync(PageAnswer, string, ValueTuple{string, string}[])" />
    public async Task<PageAnswer> PostAsync(
        PageAnswer page,
        string action,
        (string Name, string Value)[] headers,
        params (string Name, string Value)[] fields
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action);
        request.Content = new FormUrlEncodedContent(
            page.Tokens.Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))
        );
        return await SendAsync(request, headers);
    }

    /// <summary>Sends a request without any of the tokens that forms carry, and without a body.</summary>
    public async Task<PageAnswer> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await SendAsync(request, []);
    }

    /// <summary>What it keeps of a name, or null.</summary>
    public string? Cookie(string name) => _cookies.GetCookies(_http.BaseAddress!)[name]?.Value;

    /// <summary>Keeps what another browser kept.</summary>
    public void Keep(string name, string value) => _cookies.Add(_http.BaseAddress!, new Cookie(name, value));

    /// <summary>Sends a form as it stands on a page.</summary>
    public Task<PageAnswer> PostAsync(PageAnswer page, string action, PageForm form) =>
        PostAsync(page, action, form.Fields);

    /// <summary>Sends a form with a file, its tokens first, as they stand on the page.</summary>
    public async Task<PageAnswer> UploadAsync(PageAnswer page, string action, string fileName, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action);
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in page.Tokens)
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(content), "file", fileName);
        request.Content = form;
        return await SendAsync(request, []);
    }

    /// <summary>Begins to send a body of a size that the node has to refuse before it has come.</summary>
    public async Task<PageAnswer> AnnounceAsync(PageAnswer page, string action, long bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = new("multipart/form-data")
        {
            Parameters = { new("boundary", "announced") },
        };
        request.Content.Headers.ContentLength = bytes;
        request.Headers.ExpectContinue = true;
        return await SendAsync(request, []);
    }

    /// <summary>Follows a redirect.</summary>
    public Task<PageAnswer> FollowAsync(PageAnswer redirect) => GetAsync(redirect.Location!);

    /// <summary>A stream of events that ends by itself, event by event.</summary>
    public async Task<string[]> EventsAsync(string path)
    {
        var text = await _http.GetStringAsync(new Uri(path, UriKind.Relative));
        return text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<PageAnswer> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // A stream of events has no end that could be waited for.
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new PageAnswer(
            answer.StatusCode,
            isStream ? "" : await answer.Content.ReadAsStringAsync(),
            answer.Headers.Location?.ToString(),
            answer
                .Headers.Concat(answer.Content.Headers)
                .ToDictionary(
                    header => header.Key,
                    header => string.Join(", ", header.Value),
                    StringComparer.OrdinalIgnoreCase
                )
        );
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What came back.</summary>
/// <param name="Location">Where a redirect leads, or null.</param>
public sealed partial record PageAnswer(
    HttpStatusCode Status,
    string Html,
    string? Location,
    IReadOnlyDictionary<string, string> Headers
)
{
    /// <summary>What a person would read: without elements, with entities decoded and blanks joined.</summary>
    public string Text =>
        Blanks().Replace(WebUtility.HtmlDecode(Elements().Replace(Unread().Replace(Html, " "), " ")), " ").Trim();

    /// <summary>The text of the page's only h1.</summary>
    public string Heading =>
        WebUtility.HtmlDecode(Elements().Replace(Headline().Match(Html).Groups[1].Value, "")).Trim();

    /// <summary>The hidden fields that every form carries.</summary>
    public IEnumerable<KeyValuePair<string, string>> Tokens =>
        Hidden()
            .Matches(Html)
            .Select(match =>
                KeyValuePair.Create(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value))
            )
            .DistinctBy(hidden => hidden.Key);

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>_[a-z]+)\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Hidden();

    [GeneratedRegex("<h1[^>]*>(.*?)</h1>", RegexOptions.Singleline, 1000)]
    private static partial Regex Headline();

    [GeneratedRegex("<(script|style|svg)[^>]*>.*?</\\1>", RegexOptions.Singleline, 1000)]
    private static partial Regex Unread();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Elements();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
