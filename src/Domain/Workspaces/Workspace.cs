namespace Nexus.Domain.Workspaces;

/// <summary>One tenant: everything that is stored belongs to exactly one of these.</summary>
/// <param name="Id">Key of its rows.</param>
/// <param name="PublicId">The id that callers see.</param>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="TimeZone">IANA zone in which its days begin.</param>
/// <param name="Currency">ISO 4217 code that its money is read in where a source names none.</param>
/// <param name="WeekStart">First day of its weeks.</param>
/// <param name="DataVersion">Grows with every change to its data; part of every ETag.</param>
public sealed record Workspace(
    WorkspaceId Id,
    Guid PublicId,
    string Name,
    string TimeZone,
    string Currency,
    DayOfWeek WeekStart,
    long DataVersion
);
