using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.LinkedInAds;

public sealed class SyncedLinkedInAdsTests(MovableDatabase database) : SyncedAdsTests(database)
{
    private protected override AdNetwork Network => AdNetwork.LinkedIn;
}
