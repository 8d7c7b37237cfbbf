namespace Nexus.Domain.Imports;

/// <summary>Letters without their accents, of the languages whose exports Nexus knows; the same on every machine.</summary>
public static class PlainLetters
{
    private const string Accented = "äáàâãåçéèêëíìîïñöóòôõüúùûýß";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuys";

    /// <summary>The letter without its accent; any other character as it is.</summary>
    /// <param name="character">Lower case.</param>
    public static char Of(char character)
    {
        var at = Accented.IndexOf(character, StringComparison.Ordinal);
        return at < 0 ? character : Plain[at];
    }
}
