namespace Nexus.Domain.Imports;

/// <summary>Why one row of a file could not be read.</summary>
/// <param name="Line">1-based physical line on which the row starts.</param>
/// <param name="Record">1-based number of the data row.</param>
/// <param name="Column">Name of the column at fault, or null where the row as a whole is.</param>
/// <param name="Code">Stable code, such as <c>not_a_number</c>; docs/imports.md lists them.</param>
/// <param name="Message">What is wrong, with the cell in question.</param>
/// <param name="Raw">The row as it stands in the file, cut at 8 kB.</param>
public sealed record RowError(long Line, long Record, string? Column, string Code, string Message, string Raw);
