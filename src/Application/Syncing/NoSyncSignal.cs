namespace Nexus.Application.Syncing;

/// <summary>Where nothing in this process claims syncs: a node that does finds them by itself.</summary>
internal sealed class NoSyncSignal : ISyncSignal
{
    public void Wake() { }
}
