using System.Text.RegularExpressions;

namespace Nexus.Host.Telemetry.Logs;

/// <summary>Takes credentials and addresses of people out of whatever is about to be written.</summary>
internal static partial class Redaction
{
    private const string Mask = "***";

    /// <summary>The text without what must not be read.</summary>
    public static string Apply(string text)
    {
        if (text.Length < 6)
            return text;
        text = NexusKey().Replace(text, $"$1{Mask}");
        text = ProviderKey().Replace(text, Mask);
        text = Token().Replace(text, Mask);
        text = Scheme().Replace(text, $"$1 {Mask}");
        text = Password().Replace(text, $"$1{Mask}");
        text = NamedSecret().Replace(text, $"$1{Mask}");
        text = UserInfo().Replace(text, $"://{Mask}@");
        text = MasterKey().Replace(text, Mask);
        return Email().Replace(text, $"{Mask}@$1");
    }

    /// <summary>Whether a value is a secret by the name it goes under.</summary>
    public static bool IsSecret(string name) => SecretName().IsMatch(name);

    /// <summary>A key of ours; its public part stays.</summary>
    [GeneratedRegex("(nx_[a-z0-9]{8}_)[A-Za-z0-9_-]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NexusKey();

    /// <summary>Keys of providers that show by their beginning what they are.</summary>
    [GeneratedRegex(
        "(?:(?:sk|rk|pk)_(?:live|test)_|whsec_|ntn_|secret_|xox[abprs]-|gh[pousr]_|ya29\\.|EAA)[A-Za-z0-9_./+=-]{8,}",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex ProviderKey();

    /// <summary>A JSON web token.</summary>
    [GeneratedRegex("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.?[A-Za-z0-9_-]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();

    [GeneratedRegex(
        "\\b(Bearer|Basic)\\s+[^\\s\"',;\\]]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Scheme();

    /// <summary>In connection strings, where a password ends only at a semicolon.</summary>
    [GeneratedRegex(
        "\\b((?:password|pwd|passwd)\\s*=\\s*)(?:\"[^\"]*\"|'[^']*'|[^;\"'\\r\\n]+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Password();

    [GeneratedRegex(
        "((?:password|passwd|secret|api[_-]?key|[_-]token|accesstoken|refreshtoken|authorization|credentials?)\\\\?[\"']?\\s*[=:]\\s*)(?!\\*\\*\\*)(?!(?:Bearer|Basic) )(?:\\\\?\"[^\"]*\"|'[^']*'|[^\\s;,\"'&}\\]]+)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex NamedSecret();

    [GeneratedRegex("://[^/\\s:@]+:[^/\\s@]+@", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UserInfo();

    /// <summary>32 bytes in base64.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MasterKey();

    [GeneratedRegex("[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(
        "password|passwd|^pwd$|secret|token|apikey|api_key|authorization|credential|masterkey|^cookie",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex SecretName();
}
