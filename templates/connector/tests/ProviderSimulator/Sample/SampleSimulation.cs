using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Sample;

/// <summary>The provider's API: accounts with visits, by days.</summary>
public sealed class SampleSimulation(TimeProvider clock) : ISimulatedProvider
{
    private const int PageSize = 30;

    private readonly ConcurrentDictionary<string, SortedDictionary<DateOnly, int>> _accounts = new(
        StringComparer.Ordinal
    );
    private int _numbers;

    public string Name => "sample-key";

    /// <summary>An account with one visit on the first of these days, two on the next, and so on.</summary>
    /// <returns>Its key.</returns>
    public string CreateAccount(DateOnly first, int days)
    {
        var key = $"key-{Interlocked.Increment(ref _numbers):D8}-of-the-simulator";
        _accounts[key] = new(Enumerable.Range(0, days).ToDictionary(index => first.AddDays(index), index => index + 1));
        return key;
    }

    public void Revoke(string key) => _accounts.TryRemove(key, out _);

    public SimulatedAnswer Answer(SimulatedRequest request) =>
        !_accounts.TryGetValue(Key(request), out var days)
            ? new()
            {
                Status = 401,
                Json = new JsonObject { ["error"] = "unknown key" },
            }
            : request.Path switch
            {
                "/v1/account" => new() { Json = Account() },
                "/v1/days" => new() { Json = Days(request.Query, days) },
                _ => new()
                {
                    Status = 404,
                    Json = new JsonObject { ["error"] = "no such thing" },
                },
            };

    private JsonObject Account() =>
        new()
        {
            ["id"] = "account-1",
            ["name"] = "Shop",
            ["timeZone"] = "UTC",
            ["now"] = clock.GetUtcNow().ToString("O"),
        };

    private static JsonObject Days(Parameters query, SortedDictionary<DateOnly, int> days)
    {
        var asked = days.Where(day => day.Key >= Day(query["from"]!) && day.Key <= Day(query["to"]!)).ToList();
        return new()
        {
            ["days"] = new JsonArray([
                .. asked
                    .Take(PageSize)
                    .Select(day => new JsonObject
                    {
                        ["date"] = day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        ["visits"] = day.Value,
                        ["pageViews"] = day.Value * 3,
                    }),
            ]),
            ["hasMore"] = asked.Count > PageSize,
        };
    }

    private static string Key(SimulatedRequest request) =>
        request.Header("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "";

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
