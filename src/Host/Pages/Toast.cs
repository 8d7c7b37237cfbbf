namespace Nexus.Host.Pages;

/// <summary>One line about an action just done, shown on the page that follows.</summary>
/// <param name="Tone">good, warn or bad.</param>
/// <param name="Text">A sentence.</param>
public sealed record Toast(string Tone, string Text)
{
    public static Toast Done(string text) => new("good", text);

    public static Toast Warning(string text) => new("warn", text);

    public static Toast Failed(string text) => new("bad", text);
}
