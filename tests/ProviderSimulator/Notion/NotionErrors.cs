using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Notion;

/// <summary>Refusals in Notion's form, and faults made of them.</summary>
public static class NotionErrors
{
    public static SimulatedAnswer Answer(int status, string code, string message) =>
        new SimulatedAnswer
        {
            Status = status,
            Json = new JsonObject
            {
                ["object"] = "error",
                ["status"] = status,
                ["code"] = code,
                ["message"] = message,
                ["request_id"] = "7ca638c5-0e84-46ae-80d8-05baf1cded90",
            },
        };

    public static Fault RateLimited(int seconds) =>
        Waits(429, "rate_limited", "This request exceeds the number of requests allowed.", seconds);

    public static Fault Overloaded(int seconds) =>
        Waits(529, "service_overload", "Notion is overloaded. Try again later.", seconds);

    public static Fault Of(int status, string code) => new(code, (_, _) => Answer(status, code, "As it is."));

    private static Fault Waits(int status, string code, string message, int seconds) =>
        new(
            code,
            (_, _) => Answer(status, code, message).With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))
        );
}
