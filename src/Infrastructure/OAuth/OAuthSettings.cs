using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.OAuth;

/// <summary>Nexus's registrations at providers, and the address under which people reach Nexus.</summary>
/// <remarks>
/// From <c>OAuth:&lt;registration&gt;:ClientId</c>, <c>ClientSecret</c> and <c>PublicUrl</c>, which no workspace can set. The
/// address never comes from a request, whose headers anybody can write.
/// </remarks>
public sealed class OAuthSettings
{
    private readonly Dictionary<string, OAuthClient> _clients;

    private OAuthSettings(Dictionary<string, OAuthClient> clients, Uri? publicUrl) =>
        (_clients, PublicUrl) = (clients, publicUrl);

    public static OAuthSettings None { get; } = new([], null);

    /// <summary>With a slash at its end; null where the operator has not said it.</summary>
    public Uri? PublicUrl { get; }

    /// <param name="settings">What stands below <c>OAuth</c>, such as <c>google:ClientId</c>.</param>
    /// <param name="publicUrl">Where people reach Nexus, such as <c>https://nexus.example.org</c>; null where it is not said.</param>
    /// <exception cref="StartupException">A registration is incomplete, or the address cannot be used; all of them are named.</exception>
    public static OAuthSettings Read(IEnumerable<KeyValuePair<string, string?>> settings, string? publicUrl)
    {
        var clients = new Dictionary<string, OAuthClient>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();
        var known = settings.Where(one =>
            one.Value is { Length: > 0 } && one.Key.Contains(':', StringComparison.Ordinal)
        );
        foreach (var registration in known.GroupBy(one => one.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
        {
            var id = Of(registration, "ClientId");
            var secret = Of(registration, "ClientSecret");
            if (id is null || secret is null)
                problems.Add(
                    $"OAuth__{registration.Key}__ClientId and OAuth__{registration.Key}__ClientSecret are needed together."
                );
            else
                clients[registration.Key] = new(id, new Secret(secret));
        }
        var address = AddressOf(publicUrl);
        if (address is null && !string.IsNullOrWhiteSpace(publicUrl))
            problems.Add(
                "PublicUrl must be an address such as https://nexus.example.org, without user, query or fragment; http is "
                    + "for this machine only."
            );
        return problems.Count == 0
            ? new OAuthSettings(clients, address)
            : throw new StartupException(string.Join(Environment.NewLine, problems));
    }

    public OAuthClient? Find(string registration) => _clients.GetValueOrDefault(registration);

    private static string? Of(IEnumerable<KeyValuePair<string, string?>> registration, string name) =>
        registration
            .FirstOrDefault(one => one.Key.EndsWith($":{name}", StringComparison.OrdinalIgnoreCase))
            .Value?.Trim();

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? Http.ProviderAddresses.AsFolder(address)
            : null;
}
