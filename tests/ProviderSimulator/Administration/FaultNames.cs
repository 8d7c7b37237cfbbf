using System.Globalization;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Administration;

/// <summary>Faults by names, for those who script them from outside.</summary>
public static class FaultNames
{
    private static readonly Dictionary<string, Func<Fault>> Known = new(StringComparer.Ordinal)
    {
        ["rate-limited"] = () => StripeFaults.RateLimited(),
        ["lock-timeout"] = StripeFaults.LockTimeout,
        ["reset"] = Fault.Reset,
        ["half-body"] = Fault.HalfBody,
        ["slow-body"] = () => Fault.SlowBody(TimeSpan.FromMilliseconds(200)),
        ["silence"] = Fault.Silence,
        ["content-type"] = () => Fault.ContentType(),
        ["html-login"] = Fault.HtmlLogin,
        ["error-in-200"] = StripeFaults.ErrorInOk,
        ["truncated-json"] = Fault.TruncatedJson,
        ["empty-body"] = Fault.EmptyBody,
        ["empty-page"] = StripeFaults.EmptyPage,
        ["empty-with-more"] = StripeFaults.EmptyPageWithMore,
        ["cursor-loop"] = StripeFaults.CursorLoop,
        ["duplicated-rows"] = StripeFaults.DuplicatedRows,
        ["shuffled-rows"] = () => StripeFaults.ShuffledRows(),
        ["gzip-bomb"] = () => Fault.GzipBomb(),
        ["redirect"] = () => Fault.Redirect("https://login.example.com/"),
        ["drift-added"] = () => Drift.AddFields(),
    };

    /// <summary>Every name besides <c>status-500</c> and its like.</summary>
    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <exception cref="ArgumentException">There is no fault of that name.</exception>
    public static Fault Read(string name) =>
        Known.TryGetValue(name, out var fault) ? fault()
        : name.StartsWith("status-", StringComparison.Ordinal)
        && int.TryParse(name[7..], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? StripeFaults.ServerError(status)
        : throw new ArgumentException($"There is no fault '{name}'. There are: status-500, {string.Join(", ", All)}.");
}
