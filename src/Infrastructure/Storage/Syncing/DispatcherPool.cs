namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>The pool of <c>nexus_dispatcher</c> among the services; absent where the operator gave no such role.</summary>
public static class DispatcherPool
{
    public const string Key = "dispatcher";
}
