using Nexus.ProviderSimulator.Faults;

namespace Nexus.ProviderSimulator.Kit;

/// <summary>What the acceptance kit has to be told about one provider. Found by a scan; a provider without one fails the kit.</summary>
public interface IKitSubject
{
    /// <summary>Key of the provider in Nexus, such as <c>google-analytics</c>.</summary>
    string Provider { get; }

    /// <summary>Who answers its calls.</summary>
    ISimulatedProvider Of(Simulator simulator);

    /// <summary>
    /// What the operator sets below <c>Providers:&lt;key&gt;</c>: names of settings, and paths below the simulator's address.
    /// </summary>
    IReadOnlyDictionary<string, string> Addresses => new Dictionary<string, string> { ["BaseUrl"] = "" };

    /// <summary>Paths of all calls that carry the credential; a trailing <c>*</c> matches all that begins so.</summary>
    string Calls { get; }

    /// <summary>Paths of the calls that bring what is synced.</summary>
    string Data { get; }

    /// <summary>Makes an account of several pages, the same whenever it is made.</summary>
    /// <param name="today">The day that has begun, in UTC.</param>
    KitAccount Open(Simulator simulator, DateOnly today);

    /// <summary>Refuses, in the provider's own form, a call that the credential has no right to.</summary>
    Fault Forbidden { get; }

    /// <summary>Asks, in the provider's own form, for fewer calls.</summary>
    KitThrottle Throttled(DateTimeOffset now);

    /// <summary>Fields that nobody knows, in the records of an answer; null where records have no named fields.</summary>
    Fault? Drifts { get; }

    /// <summary>Records without a field that the provider documents as being there.</summary>
    Fault Loses { get; }
}

/// <summary>An account, and how to connect to it.</summary>
/// <param name="Credentials">By the names that the provider's descriptor gives.</param>
/// <param name="Settings">As the provider's schema describes them, as JSON.</param>
/// <param name="Pages">The fewest pages that all streams of it have together.</param>
/// <param name="Revoke">Has the provider refuse the credential from now on.</param>
public sealed record KitAccount(
    IReadOnlyDictionary<string, string> Credentials,
    string Settings,
    int Pages,
    Action Revoke
)
{
    /// <summary>What the days must come to once all is synced; there may be other days and metrics.</summary>
    public required IReadOnlyList<KitPoint> Expected { get; init; }

    /// <summary>
    /// Names of the dimensions of the points that add up to <see cref="Expected"/>; empty where they are stored without any.
    /// </summary>
    public string Level { get; init; } = "";

    /// <summary>
    /// Has the provider take a while over what it prepares before it is read, where it does so at all. Without it, everything
    /// is there at once.
    /// </summary>
    public Action Slow { get; init; } = () => { };

    /// <summary>Texts besides the credentials that nobody may ever be told, such as a key inside of one.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}

/// <param name="Metric">Such as <c>ads.spend</c>.</param>
public sealed record KitPoint(string Metric, DateOnly Day, decimal Value);

/// <param name="Until">No call is made before; what the provider names, or what Nexus assumes where it names nothing.</param>
public sealed record KitThrottle(Fault Fault, DateTimeOffset Until);
