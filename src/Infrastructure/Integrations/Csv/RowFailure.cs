namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Why a row gives no points.</summary>
/// <param name="Column">Position of the cell at fault, or below zero for the whole row.</param>
internal readonly record struct RowFailure(int Column, string Code, string Message);
