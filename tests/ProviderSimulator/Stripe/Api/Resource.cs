using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>A list of the API, and the objects in it by their ids.</summary>
/// <param name="Path">Below <c>/v1/</c>, as in <c>charges</c>.</param>
/// <param name="Kind">As error messages name one of them.</param>
/// <param name="Permission">What a restricted key needs to read it.</param>
internal sealed record Resource(string Path, string Kind, string Permission, Func<StripeStore, IStripeRows> Rows)
{
    /// <summary>Filters besides those on <c>created</c>: the parameter, and what it compares.</summary>
    public IReadOnlyDictionary<string, Func<StripeObject, string?>> Filters { get; init; } =
        new Dictionary<string, Func<StripeObject, string?>>();

    /// <summary>Further times that can be filtered as <c>created</c> can.</summary>
    public IReadOnlyDictionary<string, Func<StripeObject, DateTimeOffset?>> Times { get; init; } =
        new Dictionary<string, Func<StripeObject, DateTimeOffset?>>();

    /// <summary>What a list without a filter leaves out.</summary>
    public Func<StripeObject, Parameters, bool> IsListed { get; init; } = (row, _) => !row.IsDeleted;

    /// <summary>Whether an object that was deleted still answers to its id.</summary>
    public bool ShowsDeleted { get; init; }

    /// <summary>From which version on it exists.</summary>
    public ApiVersion? Since { get; init; }

    /// <summary>A parameter without which there is no list.</summary>
    public string? Required { get; init; }

    /// <summary>Whether <c>created</c> can be filtered at all.</summary>
    public bool HasCreated { get; init; } = true;
}
