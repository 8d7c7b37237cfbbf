namespace Nexus.ProviderSimulator.Stripe.Scenarios;

/// <summary>Actions with their times, each done once and in order.</summary>
public sealed class Script
{
    private readonly List<(DateTimeOffset At, Action Action)> _steps = [];

    /// <summary>How many are still to be done.</summary>
    public int Left => _steps.Count;

    public void Add(DateTimeOffset at, Action action) => _steps.Add((at, action));

    /// <summary>Does what is due at a moment, each step at its own time.</summary>
    public void PlayUntil(StripeAccount account, DateTimeOffset moment)
    {
        var due = _steps.Where(step => step.At <= moment).OrderBy(step => step.At).ToList();
        _steps.RemoveAll(step => step.At <= moment);
        foreach (var (at, action) in due)
        {
            using var _ = account.At(at);
            action();
        }
    }
}
