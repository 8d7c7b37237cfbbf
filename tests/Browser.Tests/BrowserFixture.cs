using System.Collections.Concurrent;
using System.Net;
using Microsoft.Playwright;
using Nexus.Application.Features.People;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>A node for one test class (<c>IClassFixture</c>), and the browser of all of them to look at it.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<CookieContainer>>> _visitors = new(StringComparer.Ordinal);
    private IBrowser? _browser;

    public BrowserFixture()
        : this(new() { TakesTestSessions = false }) { }

    /// <param name="nexus">The node to look at, not started yet.</param>
    internal BrowserFixture(PagesFixture nexus) => Nexus = nexus;

    public PagesFixture Nexus { get; }

    public async Task InitializeAsync()
    {
        _browser = await Chromium.GetAsync();
        await Nexus.InitializeAsync();
    }

    /// <summary>A new window in which somebody with the role is signed in.</summary>
    public async Task<Window> OpenAsync(Look look, string role = "owner")
    {
        using var person = await Nexus.Node.SignInAsync(RoleNames.Find(role)!.Value);
        return await OpenAsync(look, person.Cookies);
    }

    /// <summary>A new window in which somebody with the role looks around: one person for all visits.</summary>
    public async Task<Window> VisitAsync(Look look, string role = "owner") =>
        await OpenAsync(look, await _visitors.GetOrAdd(role, name => new(() => SignInAsync(name))).Value);

    /// <summary>A new window in which nobody is signed in.</summary>
    public Task<Window> OpenAsStrangerAsync(Look look) => OpenAsync(look, new CookieContainer());

    /// <summary>A new window of a browser that keeps these cookies.</summary>
    public async Task<Window> OpenAsync(Look look, CookieContainer cookies)
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                BaseURL = Nexus.Node.Address.ToString(),
                ViewportSize = new() { Width = look.Width, Height = look.Height },
                JavaScriptEnabled = look.Scripts,
                ReducedMotion = look.Moves ? ReducedMotion.NoPreference : ReducedMotion.Reduce,
                ColorScheme = Window.SchemeOf(look.Theme),
                HasTouch = look.Width < 600,
                DeviceScaleFactor = 1,
            }
        );
        context.SetDefaultTimeout(15_000);
        var address = Nexus.Node.Address.ToString();
        await context.AddCookiesAsync([
            new()
            {
                Name = "nexus-theme",
                Value = look.Theme,
                Url = address,
            },
            .. cookies
                .GetAllCookies()
                .Select(cookie => new Microsoft.Playwright.Cookie
                {
                    Name = cookie.Name,
                    Value = cookie.Value,
                    Url = address,
                }),
        ]);
        return await Window.OpenAsync(context, look);
    }

    public Task DisposeAsync() => Nexus.DisposeAsync();

    private async Task<CookieContainer> SignInAsync(string role)
    {
        using var person = await Nexus.Node.SignInAsync(RoleNames.Find(role)!.Value);
        return person.Cookies;
    }
}

/// <summary>How a page is looked at.</summary>
/// <param name="Theme">light or dark.</param>
/// <param name="Width">Of the window in pixels.</param>
/// <param name="Scripts">Whether the browser runs scripts.</param>
/// <param name="Moves">False for somebody who wants nothing to move.</param>
public sealed record Look(string Theme, int Width, bool Scripts = true, bool Moves = false)
{
    public static Look Desk { get; } = new("light", 1440);

    public static Look Phone { get; } = new("light", 390);

    /// <summary>Of the window in pixels.</summary>
    public int Height => Width < 600 ? 844 : 900;
}
