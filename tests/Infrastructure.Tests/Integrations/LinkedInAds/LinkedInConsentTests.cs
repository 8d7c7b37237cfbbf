using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Integrations.LinkedInAds;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.LinkedInAds;

public sealed class LinkedInConsentTests
{
    private static readonly OAuthClient Client = new("client", new Secret("client-secret"));

    [Fact]
    public async Task A_refresh_token_lives_from_the_consent_on_however_often_it_is_used()
    {
        await using var scene = await AdScene.StartAsync(AdNetwork.LinkedIn);
        var module = (LinkedInAdsModule)scene.Module;
        var endpoint = new TokenEndpoint(scene.Http, scene.Addresses, scene.Clock, NullLogger<TokenEndpoint>.Instance);
        var redirect = new Uri("https://nexus.example.org/oauth/linkedin-ads/callback");
        var consented = scene.Clock.GetUtcNow();

        var granted = await endpoint.ExchangeAsync(
            module,
            Client,
            scene.Simulator.LinkedIn.Consent(),
            proof: null,
            redirect,
            CancellationToken.None
        );
        scene.Clock.Advance(TimeSpan.FromDays(59));
        var renewed = await endpoint.RenewAsync(module, Client, granted.Tokens, CancellationToken.None);
        scene.Clock.Advance(TimeSpan.FromDays(301));
        var late = await endpoint.RenewAsync(module, Client, renewed.Tokens, CancellationToken.None);

        Assert.Equal(["r_ads", "r_ads_reporting"], granted.Scopes);
        Assert.Equal(consented.AddDays(365), granted.Tokens.RefreshEnds);
        Assert.Equal(consented.AddDays(59 + 306), renewed.Tokens.RefreshEnds);
        Assert.Equal(consented.AddDays(59 + 60), renewed.Tokens.AccessEnds);
        Assert.Equal(
            (consented.AddDays(365), consented.AddDays(365)),
            (late.Tokens.RefreshEnds, late.Tokens.AccessEnds)
        );
    }
}
