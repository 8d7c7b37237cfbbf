using System.Net;
using System.Text;
using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Recorded;

/// <summary>Answers with what was recorded, in the place of a provider. What nobody recorded is not there (404).</summary>
internal sealed class RecordedHttp : IProviderHttp
{
    private readonly List<Answer> _answers = [];

    /// <summary>Method, address and body of each call, as they were before they were encoded.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>How long each answer asked to be left alone, where it did.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    /// <param name="part">What a call has to contain, anywhere; of several answers that fit, the first is given.</param>
    public RecordedHttp On(string part, string body, int status = 200)
    {
        _answers.Add(new(part, body, status));
        return this;
    }

    /// <inheritdoc cref="On(string, string, int)" />
    public RecordedHttp On(string part, JsonElement body, int status = 200) => On(part, body.GetRawText(), status);

    public HttpClient Open(ProviderCalls calls) => new(new Line(this, calls)) { BaseAddress = calls.Address };

    private sealed record Answer(string Part, string Body, int Status);

    private sealed class Line(RecordedHttp home, ProviderCalls calls) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            calls.Sign?.Invoke(request);
            var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var call = $"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.AbsoluteUri)} {sent}";
            home.Asked.Add(call);
            var answer = home._answers.Find(one => call.Contains(one.Part, StringComparison.Ordinal));
            var response = new HttpResponseMessage((HttpStatusCode)(answer?.Status ?? 404))
            {
                Content = new StringContent(answer?.Body ?? "{}", Encoding.UTF8, "application/json"),
            };
            if (calls.Pause?.Invoke(response, RecordedScene.Now) is { } pause)
                home.Pauses.Add(pause);
            return response;
        }
    }
}
