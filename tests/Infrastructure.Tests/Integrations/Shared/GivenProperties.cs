using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

/// <summary>Properties of a record as a test gives them: texts, decimals and ranges of days by role.</summary>
internal sealed class GivenProperties(string title) : IPropertyValues
{
    private readonly Dictionary<string, object> _all = new(StringComparer.Ordinal);

    /// <summary>The roles that somebody asked for.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    public string Title { get; } = title;

    public object this[string role]
    {
        set => _all[role] = value;
    }

    public string? Text(string role) => Find(role) as string;

    public decimal? Number(string role) => Find(role) as decimal?;

    public DateRange? Days(string role) => Find(role) as DateRange?;

    private object? Find(string role)
    {
        Asked.Add(role);
        return _all.GetValueOrDefault(role);
    }
}
