using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe.Objects;

/// <summary>Something with an id that the API lists. Scripts change it through the account, under the account's lock.</summary>
public abstract class StripeObject
{
    public required string Id { get; init; }

    /// <summary>Whole seconds, as the API has them.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Orders objects of one second; given by the account.</summary>
    public required long Sequence { get; init; }

    /// <summary>What the API calls the type, as in <c>balance_transaction</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Left out of lists. Some kinds still answer to their id.</summary>
    public bool IsDeleted { get; internal set; }

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The object as a version of the API shows it; fresh at each call.</summary>
    public abstract JsonObject Render(Rendering rendering);

    public override string ToString() => Id;
}
