using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.XAds;

public sealed class SyncedXAdsTests(MovableDatabase database) : SyncedAdsTests(database)
{
    private protected override AdNetwork Network => AdNetwork.X;
}
