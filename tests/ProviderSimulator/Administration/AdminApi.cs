using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Administration;

/// <summary>What another process asks of a simulator, below <c>/_simulator/</c>. Bodies and answers are JSON.</summary>
/// <remarks>
/// <c>GET /_simulator</c> tells addresses, <c>…/requests</c> what came in (<c>?path=</c>), <c>…/faults</c> takes
/// <c>{"path", "call", "times", "fault"}</c>, <c>…/clock</c> takes <c>{"now"}</c> or <c>{"advance": seconds}</c>,
/// <c>POST …/demo</c> makes what <see cref="IDemonstrated"/> says, and
/// <c>…/stripe/…</c> is <see cref="StripeAdmin"/>'s.
/// </remarks>
internal sealed class AdminApi(Simulator simulator)
{
    private readonly StripeAdmin _stripe = new(simulator.Stripe);

    public async Task<SimulatedAnswer> AnswerAsync(SimulatedRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var path = request.Path.Trim('/').Split('/')[1..];
            var body = request.Body.Length == 0 ? [] : JsonNode.Parse(request.Body)!.AsObject();
            return new() { Json = await AnswerAsync(request, path, body, cancellationToken) };
        }
        catch (Exception problem)
            when (problem is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return new()
            {
                Status = 400,
                Json = new JsonObject { ["problem"] = problem.Message },
            };
        }
    }

    private async Task<JsonNode> AnswerAsync(
        SimulatedRequest request,
        string[] path,
        JsonObject body,
        CancellationToken cancellationToken
    )
    {
        switch (request.Method, path)
        {
            case ("GET", []):
                return Addresses();
            case ("GET", ["requests"]):
                return Requests(request.Query["path"] ?? "*");
            case ("DELETE", ["requests"]):
                simulator.Requests.Clear();
                return Done();
            case ("POST", ["faults"]):
                simulator.Faults.OnCall(
                    (string)body["path"]!,
                    (int?)body["call"] ?? 1,
                    FaultNames.Read((string)body["fault"]!),
                    (int?)body["times"] ?? 1
                );
                return Done();
            case ("DELETE", ["faults"]):
                simulator.Faults.Clear();
                return Done();
            case ("POST", ["clock"]):
                return Clock(body);
            case ("POST", ["demo"]):
                return new JsonArray([
                    .. simulator.Providers.OfType<IDemonstrated>().SelectMany(provider => provider.Demonstrate()),
                ]);
            case (var method, ["stripe", .. var rest]):
                return await _stripe.AnswerAsync(method, rest, body, request.Query, cancellationToken);
            default:
                throw new ArgumentException($"There is no {request.Method} {request.Path}.");
        }
    }

    internal static JsonObject Done() => new() { ["done"] = true };

    private JsonObject Addresses() =>
        new(
            simulator.Providers.Select(provider =>
                KeyValuePair.Create(provider.Name, (JsonNode?)simulator.UrlOf(provider).ToString())
            )
        );

    private JsonObject Requests(string path) =>
        new()
        {
            ["count"] = simulator.Requests.Count(path),
            ["statuses"] = new JsonObject(
                simulator
                    .Requests.Statuses(path)
                    .Select(pair => KeyValuePair.Create($"{pair.Key}", (JsonNode?)pair.Value))
            ),
            ["pages"] = new JsonObject(
                simulator
                    .Requests.PagesServed(path)
                    .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))
            ),
        };

    private JsonObject Clock(JsonObject body)
    {
        if (simulator.Clock is not SimulatorClock clock)
            throw new InvalidOperationException("This simulator's clock is set by the process that started it.");
        if (body["now"] is { } now)
            clock.Set((DateTimeOffset)now);
        if (body["advance"] is { } seconds)
            clock.Advance(TimeSpan.FromSeconds((double)seconds));
        return new() { ["now"] = clock.GetUtcNow() };
    }
}
