namespace Nexus.Infrastructure.Http;

/// <summary>Where the operator sends a provider's calls instead of the provider's own address.</summary>
/// <remarks>From <c>Providers:&lt;key&gt;:BaseUrl</c>, which no workspace can set. The host named there may be a private one.</remarks>
public sealed class ProviderAddresses
{
    private const string Setting = ":BaseUrl";

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
            if (!key.EndsWith(Setting, StringComparison.OrdinalIgnoreCase) || string.IsNullOrWhiteSpace(value))
                continue;
            var provider = key[..^Setting.Length];
            if (IsUsable(value, out var address))
                addresses[provider] = AsFolder(address);
            else
                problems.Add(
                    $"Providers__{provider}__BaseUrl must be an address such as https://host:port/path/, "
                        + "without user, query or fragment."
                );
        }
        return problems.Count == 0
            ? new ProviderAddresses(addresses)
            : throw new StartupException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Null where the provider's own address holds.</summary>
    public Uri? Of(string provider) => _addresses.GetValueOrDefault(provider);

    /// <summary>The address with a slash at its end, so that relative paths are added to it.</summary>
    internal static Uri AsFolder(Uri address) =>
        address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/");

    private static bool IsUsable(string value, out Uri address) =>
        Uri.TryCreate(value, UriKind.Absolute, out address!)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "" };
}
