using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Testing;

namespace Nexus.Host.Tests.Components;

/// <summary>Renders single components, without a host.</summary>
internal static partial class Rendered
{
    /// <summary>The time that components see.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the component comes to, with entities decoded.</summary>
    public static async Task<string> HtmlAsync<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent
    {
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FixedClock(Now))
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var view = ParameterView.FromDictionary(
            parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            WebUtility.HtmlDecode((await renderer.RenderComponentAsync<TComponent>(view)).ToHtmlString())
        );
    }

    /// <summary>What a person would read of it.</summary>
    public static async Task<string> TextAsync<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent =>
        Blanks().Replace(Elements().Replace(await HtmlAsync<TComponent>(parameters), " "), " ").Trim();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex Elements();

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
