using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Nexus.Host.Components;

/// <summary>The frame of a page: what its <c>@layout</c> names, and <see cref="Layout"/> where it names none.</summary>
internal static class PageLayout
{
    public static Type Of(Type page) => page.GetCustomAttribute<LayoutAttribute>()?.LayoutType ?? typeof(Layout);
}
