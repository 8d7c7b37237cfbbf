namespace Nexus.Host.Api;

/// <summary>The name of an uploaded file, as browsers and programs send it: for showing only, never as a path.</summary>
internal static class ShownFileName
{
    private const int MaxLength = 255;

    /// <summary>The last part of the name, without control characters; never empty.</summary>
    public static string Of(string name)
    {
        var shown = new string([.. name.Split('/', '\\')[^1].Where(c => !char.IsControl(c))]).Trim();
        return shown.Length == 0 ? "upload.csv" : shown[..Math.Min(shown.Length, MaxLength)];
    }
}
