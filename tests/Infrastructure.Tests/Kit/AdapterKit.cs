using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>What every provider's adapter is held to, over HTTP. A new provider is held to it by being there.</summary>
/// <remarks>Each rule has a class of its own, so that rules are tested side by side.</remarks>
internal static class AdapterKit
{
    public static async Task HoldAsync(string provider, Func<KitScene, Task> rule, bool isSilent = false)
    {
        var clock = new HurriedClock(KitScene.Start) { Patience = isSilent ? TimeSpan.FromMilliseconds(30) : null };
        await using var scene = await KitScene.StartAsync(provider, clock);
        await rule(scene).WaitAsync(KitRules.Forever);
    }
}
