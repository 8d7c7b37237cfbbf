using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.MetaAds;

public sealed class SyncedMetaAdsTests(MovableDatabase database) : SyncedAdsTests(database)
{
    private protected override AdNetwork Network => AdNetwork.Meta;
}
