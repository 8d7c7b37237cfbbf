using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>One list of Stripe's API and how it is read.</summary>
/// <param name="Name">Of the stream, and of the list below <c>/v1/</c>.</param>
/// <param name="Title">As people know it.</param>
/// <param name="Kind">What Stripe calls one of its objects.</param>
/// <param name="Permission">What a restricted key needs, as Stripe's answers with status 403 name it.</param>
internal sealed record StripeCollection(string Name, string Title, string Kind, string Permission)
{
    /// <summary>What is asked for in full instead of as an id, seen from one object; at most four levels in a list, <c>data</c> among them.</summary>
    public IReadOnlyList<string> Expand { get; init; } = [];

    /// <summary>Filters that the list needs to be complete.</summary>
    public IReadOnlyList<(string Name, string Value)> Filters { get; init; } = [];

    /// <summary>
    /// Whether it is about things that happened once, so that days select from it; what merely exists, such as a price,
    /// is read whole.
    /// </summary>
    public bool IsDated { get; init; }

    /// <summary>Whether events tell of its changes. Stripe has none for balance transactions.</summary>
    public bool HasEvents { get; init; } = true;

    public bool UsuallyHasData { get; init; }

    public bool KeepsHistory { get; init; }

    /// <summary>The field with a list that Stripe cuts off, and where to read all of it; null where there is none.</summary>
    public (string Field, string MemberKind)? Embedded { get; init; }

    public string Path => $"v1/{Name}";

    public SourceStream Stream =>
        new(Name, Title)
        {
            UsuallyHasData = UsuallyHasData,
            Permission = Permission,
            Reconciled = true,
            KeepsHistory = KeepsHistory,
        };
}
