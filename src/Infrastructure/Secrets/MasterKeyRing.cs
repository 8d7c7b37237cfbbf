namespace Nexus.Infrastructure.Secrets;

/// <summary>The operator's keys that a node holds: the one that is to be used, and during a rotation the former ones.</summary>
/// <remarks>Which of them is in force is for the database to say; see <see cref="MasterKeyCheck"/>.</remarks>
/// <param name="current">The configured key.</param>
/// <param name="previous">Keys that are still opened with.</param>
public sealed class MasterKeyRing(MasterKey current, IReadOnlyList<MasterKey> previous)
{
    public MasterKeyRing(MasterKey current)
        : this(current, []) { }

    public MasterKey Current { get; } = current;

    /// <summary>The configured key first.</summary>
    public IReadOnlyList<MasterKey> All { get; } = [current, .. previous.Where(key => key.KeyId != current.KeyId)];

    /// <summary>The key with this id, or null where the node does not hold it.</summary>
    public MasterKey? Find(string keyId) =>
        All.FirstOrDefault(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal));

    public override string ToString() => "***";
}
