namespace Nexus.Application.Features.People;

/// <summary>
/// Which passwords are refused (NIST SP 800-63B, 3.1.1.2): short ones and those that are guessed first. What characters
/// they are made of is their owner's business.
/// </summary>
internal static class PasswordRules
{
    public const int Shortest = 12;

    /// <summary>Longer ones would cost time and add nothing.</summary>
    public const int Longest = 256;

    /// <summary>Fewer different characters than this are a pattern and no password.</summary>
    private const int FewestDifferent = 5;

    /// <summary>What the commonest passwords are once digits and signs are left out and repetitions are folded.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "",
        "abc",
        "abcdef",
        "abcdefgh",
        "abcdefghijkl",
        "admin",
        "administrator",
        "asdf",
        "asdfgh",
        "asdfghjkl",
        "asdfghjklqwertyuiop",
        "baseball",
        "changeit",
        "changeme",
        "correcthorsebatterystaple",
        "default",
        "dragon",
        "football",
        "iloveyou",
        "letmein",
        "login",
        "master",
        "monkey",
        "nexus",
        "pass",
        "passw",
        "password",
        "passwort",
        "princess",
        "qwer",
        "qwert",
        "qwerty",
        "qwertyuiop",
        "qwertyuiopasdfghjkl",
        "qwertz",
        "qwertzuiop",
        "root",
        "secret",
        "sunshine",
        "superman",
        "test",
        "trustno",
        "user",
        "welcome",
        "zxcvbnm",
    };

    /// <param name="about">The person's name and address.</param>
    public static bool IsGuessable(string password, IEnumerable<string?> about)
    {
        var plain = password.ToLowerInvariant();
        return plain.Distinct().Count() < FewestDifferent
            || IsRun(plain)
            || Words.Contains(Letters(plain))
            || about.SelectMany(Names).Any(name => Letters(plain) == name || Folded(plain) == name);
    }

    /// <summary>Whether each character follows the one before it, as in 123456789012.</summary>
    private static bool IsRun(string plain)
    {
        var steps = plain.Zip(plain.Skip(1), (one, next) => next - one).ToList();
        return steps.Count(step => step == steps[0]) >= steps.Count - 1;
    }

    private static string Letters(string plain) => Folded(string.Concat(plain.Where(char.IsLetter)));

    /// <summary>One of what is there several times over.</summary>
    private static string Folded(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            var part = text[..length];
            if (text.Length % length == 0 && string.Concat(Enumerable.Repeat(part, text.Length / length)) == text)
                return part;
        }
        return text;
    }

    private static IEnumerable<string> Names(string? about)
    {
        var plain = about?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(plain))
            yield break;
        yield return plain;
        yield return Letters(plain);
        var at = plain.LastIndexOf('@');
        if (at > 0)
            yield return Letters(plain[..at]);
    }
}
