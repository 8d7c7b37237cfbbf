using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Objectives;

/// <summary>What is kept of an objective: what its source says of it, before the settings say what that means.</summary>
/// <param name="Group">What the source itself takes the status for: To-do, In progress or Complete; null where it does not.</param>
/// <param name="Percent">Whether the source shows <paramref name="Value"/> as a share of a hundred.</param>
/// <param name="Due">The last day.</param>
internal sealed record Objective(
    string Title,
    string? Status,
    string? Group,
    decimal? Value,
    decimal? Target,
    decimal? Start,
    bool Percent,
    DateOnly? Due,
    string? Owner,
    string? Url
)
{
    public const string Stream = "objectives";

    /// <param name="values">By the settings of <see cref="ObjectiveSettings.Roles"/>.</param>
    /// <exception cref="RawDataException">A property holds something else than its role takes.</exception>
    public static Objective From(IPropertyValues values, string? group, bool percent, string? url) =>
        new(
            values.Title,
            values.Text("status"),
            group,
            values.Number("progress"),
            values.Number("target"),
            values.Number("start"),
            percent,
            values.Days("due")?.Last,
            values.Text("owner"),
            url
        );

    public static Objective? Read(SourceRecord record) => record.Deleted ? null : StoredJson.Read<Objective>(record);

    /// <summary>
    /// How far it is: 0 at its beginning, 1 when it is reached, more or less where its numbers say so; null where nothing says it.
    /// </summary>
    public decimal? Progress(ObjectiveTerms terms) =>
        Measured(terms)
        ?? (
            IsCompleted(terms) ? 1
            : terms.HasProgress || Status is null ? null
            : Group is "In progress" ? 0.5m
            : 0
        );

    public bool IsCompleted(ObjectiveTerms terms) =>
        Status is not { } status ? !terms.HasStatus && Measured(terms) >= 1
        : terms.Completed.Count > 0 ? terms.Completed.Contains(status, StringComparer.OrdinalIgnoreCase)
        : Group is "Complete" || (Group is null && status is "Yes");

    public bool IsAtRisk(ObjectiveTerms terms) =>
        Status is { } status && terms.AtRisk.Contains(status, StringComparer.OrdinalIgnoreCase) && !IsCompleted(terms);

    /// <param name="day">A day of the workspace.</param>
    public bool IsOverdue(ObjectiveTerms terms, DateOnly day) => Due < day && !IsCompleted(terms);

    /// <summary>By its numbers alone; a target that is where it began cannot be measured.</summary>
    private decimal? Measured(ObjectiveTerms terms)
    {
        if (Value is not { } value)
            return null;
        if (!terms.HasTarget)
            return terms.InPoints && !Percent ? value / 100 : value;
        var start = Start ?? 0;
        return Target is { } target && target != start ? (value - start) / (target - start) : null;
    }
}

/// <summary>What the settings of a connection say about its objectives.</summary>
/// <param name="HasProgress">Whether something tells how far an objective is.</param>
/// <param name="HasTarget">Whether progress is measured against a target; else it is a share.</param>
/// <param name="InPoints">Whether shares are written as 42 instead of 0.42.</param>
/// <param name="Completed">Statuses of what is reached; empty takes the source's own group Complete.</param>
/// <param name="AtRisk">Statuses of what may be missed; empty where nobody says so.</param>
/// <param name="HasDue">Whether something tells the last day.</param>
internal sealed record ObjectiveTerms(
    bool HasProgress,
    bool HasTarget,
    bool InPoints,
    bool HasStatus,
    IReadOnlyList<string> Completed,
    IReadOnlyList<string> AtRisk,
    bool HasDue
)
{
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Misconfigured"/>: nothing tells how far an objective is, or nothing is measured against the target.
    /// </exception>
    public void Check()
    {
        if (!HasProgress && !HasStatus)
            throw ConnectionSettings.Wrong(
                "Say which property tells how far an objective is: progress, or status, or both."
            );
        if (HasTarget && !HasProgress)
            throw ConnectionSettings.Wrong("A target needs the property that is measured against it: progress.");
    }
}
