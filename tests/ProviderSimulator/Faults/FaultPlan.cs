using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Faults;

/// <summary>What goes wrong on which path and at which call. Where several rules fit, the one added first is used.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];

    /// <summary>The next calls to a path meet these faults, one each; the calls after them meet none.</summary>
    /// <param name="path">Such as <c>/v1/charges</c>; a trailing <c>*</c> matches all that begins so.</param>
    public void Queue(string path, params Fault[] faults)
    {
        foreach (var fault in faults)
            Add(new(path, null, 0, 1, fault));
    }

    /// <summary>The nth call from now, counted from 1, meets the fault; so do the following, up to <paramref name="times"/>.</summary>
    public void OnCall(string path, int nth, Fault fault, int times = 1) => Add(new(path, null, nth - 1, times, fault));

    /// <summary>Every call meets the fault until <see cref="Clear"/>.</summary>
    public void Always(string path, Fault fault) => Add(new(path, null, 0, int.MaxValue, fault));

    /// <summary>As <see cref="OnCall"/>, for one provider's paths only.</summary>
    public void OnCallOf(string provider, string path, int nth, Fault fault, int times = 1) =>
        Add(new(path, provider, nth - 1, times, fault));

    public void Clear()
    {
        lock (_gate)
            _rules.Clear();
    }

    /// <summary>How many faults are still to come; those that stay for good count as one.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _rules.Sum(rule => rule.Left == int.MaxValue ? 1 : rule.Left);
        }
    }

    internal Fault? Take(string provider, string path)
    {
        lock (_gate)
        {
            Rule? due = null;
            foreach (var rule in _rules.Where(rule => rule.Fits(provider, path)))
            {
                if (rule.Skip > 0)
                    rule.Skip--;
                else
                    due ??= rule;
            }
            if (due is null)
                return null;
            if (due.Left != int.MaxValue && --due.Left == 0)
                _rules.Remove(due);
            return due.Fault;
        }
    }

    private void Add(Rule rule)
    {
        lock (_gate)
            _rules.Add(rule);
    }

    private sealed class Rule(string path, string? provider, int skip, int left, Fault fault)
    {
        public int Skip { get; set; } = skip;

        public int Left { get; set; } = left;

        public Fault Fault { get; } = fault;

        public bool Fits(string asked, string place) =>
            (provider is null || provider == asked) && PathPattern.Matches(path, place);
    }
}
