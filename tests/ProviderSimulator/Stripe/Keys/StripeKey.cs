namespace Nexus.ProviderSimulator.Stripe.Keys;

/// <summary>A key of one account and mode. What it may do can change while it is in use.</summary>
public sealed class StripeKey
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _permissions;

    internal StripeKey(StripeAccount account, string value, IEnumerable<string> permissions)
    {
        Account = account;
        Value = value;
        _permissions = new(permissions, StringComparer.Ordinal);
    }

    public StripeAccount Account { get; }

    /// <summary>The secret itself, as in <c>rk_live_…</c>.</summary>
    public string Value { get; }

    /// <summary>Whether it may do only what it was given.</summary>
    public bool IsRestricted => Value.StartsWith("rk_", StringComparison.Ordinal);

    public bool IsExpired { get; private set; }

    /// <summary>Whether it was deleted: it is then unknown, and not expired.</summary>
    public bool IsRevoked { get; private set; }

    public void Expire() => IsExpired = true;

    public void Revoke() => IsRevoked = true;

    /// <summary>Gives permissions, as in <c>rak_charge_read</c>.</summary>
    public void Grant(params string[] permissions)
    {
        lock (_gate)
            _permissions.UnionWith(permissions);
    }

    public void Deny(params string[] permissions)
    {
        lock (_gate)
            _permissions.ExceptWith(permissions);
    }

    /// <summary>A right to write is a right to read.</summary>
    internal bool May(string permission)
    {
        lock (_gate)
        {
            return !IsRestricted
                || _permissions.Contains(permission)
                || _permissions.Contains(permission.Replace("_read", "_write", StringComparison.Ordinal));
        }
    }

    /// <summary>As error messages show it: the beginning, stars, the last four.</summary>
    internal static string Mask(string key) =>
        key.Length <= 12 ? key : key[..8] + new string('*', key.Length - 12) + key[^4..];

    /// <summary>Shows no secret.</summary>
    public override string ToString() => Mask(Value);
}
