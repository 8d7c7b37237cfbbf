using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;

namespace Nexus.Host.Pages.Connections.Forms;

/// <summary>Says what a provider's refusals are about, in the words of its form.</summary>
internal static partial class FieldNames
{
    /// <summary>The same refusals, with messages that name their fields and stand at them.</summary>
    /// <param name="form">What was sent.</param>
    public static Refusals InWords(this Refusals refused, ProviderDescriptor provider, IFormCollection form) =>
        refused.Code switch
        {
            "settings_invalid" or "credentials_invalid" => Named(refused, provider),
            "credential_refused"
            or "access_denied"
            or "account_changed" when GivenCredential(provider, form) is { } field => refused.At(field),
            "schedule_invalid" => refused.At(form["schedule"] == ScheduleChoice.Cron ? "cron" : "interval"),
            _ => refused,
        };

    /// <summary>As a form names a credential.</summary>
    public static string Credential(string name) => $"credentials.{name}";

    private static string? GivenCredential(ProviderDescriptor provider, IFormCollection form) =>
        provider
            .Credentials.Select(field => Credential(field.Name))
            .FirstOrDefault(name => form[name].ToString().Trim().Length > 0);

    private static Refusals Named(Refusals refused, ProviderDescriptor provider) =>
        refused with
        {
            Fields = refused.Fields.ToDictionary(
                field => field.Key,
                IReadOnlyList<string> (field) =>
                    [.. field.Value.Select(message => $"{Title(provider, field.Key)} {message}.")],
                StringComparer.OrdinalIgnoreCase
            ),
        };

    private static string Title(ProviderDescriptor provider, string path)
    {
        if (path.StartsWith("credentials.", StringComparison.Ordinal))
            return provider.Credentials.FirstOrDefault(field => Credential(field.Name) == path)?.Title ?? path;
        JsonNode? schema = provider.SettingsSchema;
        foreach (Match part in Part().Matches(path[SettingsForm.Root.Length..]))
            schema = part.Value.StartsWith('[') ? schema?["items"] : schema?["properties"]?[part.Groups[1].Value];
        return schema?["title"]?.GetValue<string>() ?? "This setting";
    }

    [GeneratedRegex(@"\.([^.\[]+)|\[\d+\]", RegexOptions.None, 1000)]
    private static partial Regex Part();
}
