using Nexus.Domain.Imports;

namespace Nexus.Application.Imports;

/// <summary>How large a file may be. The product keeps to <see cref="Standard"/>; a benchmark goes further to show that memory does not.</summary>
/// <param name="FileBytes">Bytes of one file.</param>
/// <param name="Rows">Data rows of one file.</param>
public sealed record ImportLimits(long FileBytes, long Rows)
{
    public static readonly ImportLimits Standard = new(ImportDefaults.MaxFileBytes, ImportDefaults.MaxRows);
}
