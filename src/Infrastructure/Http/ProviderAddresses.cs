namespace Nexus.Infrastructure.Http;

/// <summary>Where the operator sends a provider's calls instead of the provider's own address.</summary>
/// <remarks>
/// From <c>Providers:&lt;key&gt;:BaseUrl</c>, <c>AuthorizeUrl</c>, <c>TokenUrl</c> and <c>RevokeUrl</c>, which no workspace can
/// set. The host named there may be a private one.
/// </remarks>
public sealed class ProviderAddresses
{
    private static readonly (string Setting, Func<string, string> Place)[] Settings =
    [
        (":BaseUrl", provider => provider),
        (":AuthorizeUrl", Authorize),
        (":TokenUrl", Token),
        (":RevokeUrl", Revoke),
    ];

    private readonly Dictionary<string, Uri> _addresses;

    private ProviderAddresses(Dictionary<string, Uri> addresses) => _addresses = addresses;

    public static ProviderAddresses None { get; } = new([]);

    /// <param name="settings">What stands below <c>Providers</c>, such as <c>stripe:BaseUrl</c>.</param>
    /// <exception cref="StartupException">An address cannot be used; all of them are named.</exception>
    public static ProviderAddresses Read(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var addresses = new Dictionary<string, Uri>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();
        foreach (var (key, value) in settings)
        {
            var (setting, place) = Array.Find(
                Settings,
                one => key.EndsWith(one.Setting, StringComparison.OrdinalIgnoreCase)
            );
            if (setting is null || string.IsNullOrWhiteSpace(value))
                continue;
            if (IsUsable(value, out var address))
                addresses[place(key[..^setting.Length])] = address;
            else
                problems.Add(
                    $"Providers__{key.Replace(":", "__", StringComparison.Ordinal)} must be an address such as "
                        + "https://host:port/path/, without user, query or fragment."
                );
        }
        return problems.Count == 0
            ? new ProviderAddresses(addresses)
            : throw new StartupException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Null where the provider's own address holds.</summary>
    /// <param name="place">Key of the provider, or one of its places below.</param>
    public Uri? Of(string place) => Exactly(place) is { } address ? AsFolder(address) : null;

    /// <summary>As the operator wrote it, for a place that is one address.</summary>
    public Uri? Exactly(string place) => _addresses.GetValueOrDefault(place);

    /// <summary>Where people consent.</summary>
    public static string Authorize(string provider) => $"{provider}/authorize";

    /// <summary>Where codes become tokens.</summary>
    public static string Token(string provider) => $"{provider}/token";

    /// <summary>Where grants are given up.</summary>
    public static string Revoke(string provider) => $"{provider}/revoke";

    /// <summary>The address with a slash at its end, so that relative paths are added to it.</summary>
    internal static Uri AsFolder(Uri address) =>
        address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/");

    private static bool IsUsable(string value, out Uri address) =>
        Uri.TryCreate(value, UriKind.Absolute, out address!)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "" };
}
