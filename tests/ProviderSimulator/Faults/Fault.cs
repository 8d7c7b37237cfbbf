using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Faults;

/// <summary>One way to answer wrongly. It may ask the provider for the right answer and spoil it.</summary>
/// <param name="Name">As it stands in the request log.</param>
/// <param name="Answer">The request, and the way to ask the provider; gives what is sent.</param>
public sealed record Fault(
    string Name,
    Func<SimulatedRequest, Func<SimulatedRequest, SimulatedAnswer>, SimulatedAnswer> Answer
)
{
    /// <summary>A status with a body, without asking the provider.</summary>
    public static Fault Status(int status, string body = "", string contentType = "application/json") =>
        new(
            $"status-{status}",
            (_, _) =>
                new()
                {
                    Status = status,
                    Text = body,
                    ContentType = contentType,
                }
        );

    /// <summary>The connection is reset before a byte of the answer.</summary>
    public static Fault Reset() => new("reset", (_, _) => new() { Status = 0, Delivery = new Delivery.Reset() });

    /// <summary>The right answer, cut in half on the wire: Content-Length promises more than comes.</summary>
    public static Fault HalfBody() => Spoil("half-body", answer => answer with { Delivery = new Delivery.Half() });

    /// <summary>The right answer, in pieces with pauses of real time.</summary>
    public static Fault SlowBody(TimeSpan pause, int bytes = 1024) =>
        Spoil("slow-body", answer => answer with { Delivery = new Delivery.Slow(bytes, pause) });

    /// <summary>Nothing comes until the caller hangs up.</summary>
    public static Fault Silence() => Spoil("silence", answer => answer with { Delivery = new Delivery.Never() });

    /// <summary>The right body, said to be something else.</summary>
    public static Fault ContentType(string contentType = "text/plain") =>
        Spoil("content-type", answer => answer with { ContentType = contentType });

    /// <summary>Status 200 and a page for people, as a proxy or an expired session gives.</summary>
    public static Fault HtmlLogin() =>
        new(
            "html-login",
            (_, _) =>
                new()
                {
                    Text = "<!DOCTYPE html><html><title>Log in</title><body><form>Password</form></body></html>",
                    ContentType = "text/html; charset=utf-8",
                }
        );

    /// <summary>Status 200 with the body of an error.</summary>
    public static Fault ErrorInOk(JsonNode body) => new("error-in-200", (_, _) => new() { Json = body.DeepClone() });

    /// <summary>Whole on the wire, but the JSON ends early.</summary>
    public static Fault TruncatedJson() =>
        Spoil("truncated-json", answer => answer with { Text = answer.BodyText[..(answer.BodyText.Length / 2)] });

    /// <summary>Status 200 and no body at all.</summary>
    public static Fault EmptyBody() => Spoil("empty-body", answer => answer with { Text = "" });

    /// <summary>A small body that unpacks to so many megabytes.</summary>
    public static Fault GzipBomb(int megabytes = 512) =>
        Spoil("gzip-bomb", answer => answer with { Delivery = new Delivery.Bomb(megabytes) });

    /// <summary>Sends the caller somewhere else.</summary>
    public static Fault Redirect(string location, int status = 302) =>
        new("redirect", (_, _) => new SimulatedAnswer { Status = status }.With("Location", location));

    /// <summary>Changes the body of the right answer, where it is JSON and has the status 200.</summary>
    public static Fault Edit(string name, Action<JsonNode> edit) =>
        Spoil(
            name,
            answer =>
            {
                if (answer is { Status: 200, Json: { } body })
                    edit(body);
                return answer;
            }
        );

    /// <summary>Does something first, such as taking a permission away, and then lets the provider answer.</summary>
    public static Fault Before(string name, Action action) =>
        new(
            name,
            (request, provider) =>
            {
                action();
                return provider(request);
            }
        );

    private static Fault Spoil(string name, Func<SimulatedAnswer, SimulatedAnswer> change) =>
        new(name, (request, provider) => change(provider(request)));
}
