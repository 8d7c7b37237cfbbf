using System.Net;
using System.Text.RegularExpressions;

namespace Nexus.Testing.Http.Pages;

/// <summary>A form of a page as a browser without scripts would send it: with what its fields hold, unless told otherwise.</summary>
public sealed partial class PageForm
{
    private readonly List<(string Name, string Value)> _fields = [];

    private PageForm(string html)
    {
        foreach (Match select in Selects().Matches(html))
        {
            var options = Options()
                .Matches(select.Groups["options"].Value)
                .Select(option => option.Groups["tag"].Value);
            var chosen =
                options.FirstOrDefault(option => Has(option, "selected")) ?? options.FirstOrDefault() ?? "value=\"\"";
            Add(select.Groups["tag"].Value, Attribute(chosen, "value") ?? "");
        }
        foreach (Match input in Inputs().Matches(html))
        {
            var tag = input.Value;
            var kind = Attribute(tag, "type");
            if (kind is "file" || (kind is "radio" or "checkbox" && !Has(tag, "checked")))
                continue;
            Add(tag, Attribute(tag, "value") ?? "");
        }
    }

    /// <summary>What is sent, the tokens that every form carries aside.</summary>
    public (string Name, string Value)[] Fields => [.. _fields];

    /// <summary>What a field holds; null where the form has none of the name, or none that is chosen.</summary>
    public string? this[string name] =>
        _fields.Where(field => field.Name == name).Select(f => f.Value).FirstOrDefault();

    /// <param name="action">Where the form posts to.</param>
    /// <exception cref="InvalidOperationException">The page has no such form.</exception>
    public static PageForm Of(PageAnswer page, string action)
    {
        var form = Forms()
            .Matches(page.Html)
            .FirstOrDefault(form => Attribute(form.Groups["tag"].Value, "action") == action);
        return form is null
            ? throw new InvalidOperationException($"The page has no form that posts to {action}: {page.Text}")
            : new PageForm(form.Groups["html"].Value);
    }

    /// <summary>Fills a field in, or chooses.</summary>
    public PageForm With(string name, string value)
    {
        _fields.RemoveAll(field => field.Name == name);
        _fields.Add((name, value));
        return this;
    }

    private void Add(string tag, string value)
    {
        if (Attribute(tag, "name") is { } name && !name.StartsWith('_'))
            _fields.Add((name, value));
    }

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $" {name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found
            ? WebUtility.HtmlDecode(found.Groups[1].Value)
            : null;

    private static bool Has(string tag, string name) =>
        Regex.IsMatch(tag, $" {name}(?=[ =/>]|$)", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("<form(?<tag>[^>]*)>(?<html>.*?)</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex Forms();

    [GeneratedRegex("<select(?<tag>[^>]*)>(?<options>.*?)</select>", RegexOptions.Singleline, 1000)]
    private static partial Regex Selects();

    [GeneratedRegex("<option(?<tag>[^>]*)>", RegexOptions.None, 1000)]
    private static partial Regex Options();

    [GeneratedRegex("<input[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Inputs();
}
