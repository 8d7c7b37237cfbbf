namespace Nexus.Application.Integrations;

/// <summary>A provider's single entry point; found by a scan, so that adding a provider edits no other file.</summary>
public interface IProviderModule
{
    ProviderDescriptor Descriptor { get; }
}

/// <summary>A provider that Nexus reads by itself.</summary>
public interface IConnectorModule : IProviderModule
{
    /// <summary>What can be read, in the order in which a run reads it.</summary>
    IReadOnlyList<SourceStream> Streams { get; }

    /// <summary>What turns stored records into points; none for a provider whose records are points.</summary>
    IReadOnlyList<IRecordProjection> Projections => [];

    /// <summary>A new adapter, for one run or one test of one connection.</summary>
    IIntegrationAdapter Open(ConnectionContext connection);
}

/// <summary>One collection of the provider that is read with a checkpoint of its own.</summary>
/// <param name="Name">Stable and lower case, such as <c>balance_transactions</c>.</param>
/// <param name="Title">As people know it.</param>
public sealed record SourceStream(string Name, string Title)
{
    /// <summary>Whether an account in use always has something here, so that reading nothing is suspicious.</summary>
    public bool UsuallyHasData { get; init; }

    /// <summary>The right that reading it takes, as the provider names it; null where none is needed.</summary>
    public string? Permission { get; init; }

    /// <summary>Whether the nightly reconciliation lists it anew.</summary>
    public bool Reconciled { get; init; }

    /// <summary>Whether earlier states of its records are kept, for projections that look back.</summary>
    public bool KeepsHistory { get; init; }
}
