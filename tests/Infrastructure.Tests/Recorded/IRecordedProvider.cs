namespace Nexus.Infrastructure.Tests.Recorded;

/// <summary>How the recorded payloads of one provider are read: each kind of them by what reads it in Nexus. Found by a scan.</summary>
internal interface IRecordedProvider
{
    /// <summary>Where its payloads lie, and the name of its manifest.</summary>
    string Folder { get; }

    /// <summary>By what a file is said to be in the manifest.</summary>
    IReadOnlyDictionary<string, RecordedReader> Readers { get; }
}

/// <returns>What Nexus makes of the file, in lines.</returns>
/// <exception cref="Nexus.Application.Integrations.IntegrationException">Nexus refuses it.</exception>
internal delegate Task<IReadOnlyList<string>> RecordedReader(RecordedFile file);
