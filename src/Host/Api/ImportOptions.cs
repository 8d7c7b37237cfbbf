using System.ComponentModel.DataAnnotations;
using Nexus.Application.Imports;

namespace Nexus.Host.Api;

/// <summary>How imports use the machine; configuration section <c>Imports</c>.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Imports that this node reads and writes at a time, 1 to 100; 4 unless set. Others wait.</summary>
    [Range(1, 100)]
    public int AtOnce { get; init; } = ImportSlots.Standard;
}
