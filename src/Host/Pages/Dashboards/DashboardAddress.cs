using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Nexus.Application.Features.Dashboards;
using Nexus.Domain.Dashboards;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>How a page of figures is looked at, as its address says it: every look is a link that can be kept.</summary>
/// <param name="Path">Of the page, without its query.</param>
/// <param name="From">First day of a custom period, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last day of it, included, as people name periods.</param>
/// <param name="By">A dimension to split by.</param>
/// <param name="Filter"><c>name:value</c> each.</param>
/// <param name="Pick">A dimension whose values are offered to filter by.</param>
public sealed record DashboardAddress(
    string Path,
    string? Period = null,
    string? From = null,
    string? To = null,
    string? Compare = null,
    string? By = null,
    IReadOnlyList<string>? Filter = null,
    bool Edit = false,
    string? Pick = null
)
{
    /// <summary>Reads the look from the address of a request; what cannot be read is as if it were not there.</summary>
    public static DashboardAddress Of(HttpRequest request)
    {
        var query = request.Query;
        var (from, to) = (Day(query["from"]), Day(query["to"]));
        var custom = from is not null && to is not null && string.CompareOrdinal(from, to) <= 0;
        return new DashboardAddress(
            request.Path,
            PeriodChoice.IsMoving(query["period"]) ? query["period"].ToString()
                : custom ? PeriodChoice.Custom
                : null,
            custom ? from : null,
            custom ? to : null,
            ComparisonChoice.IsKnown(query["compare"]) ? query["compare"].ToString() : null,
            query["by"] is [{ Length: > 0 and <= 200 } by] ? by : null,
            [
                .. query["filter"]
                    .OfType<string>()
                    .Where(text => text.IndexOf(':', StringComparison.Ordinal) > 0)
                    .Concat(Picked(query))
                    .Distinct(StringComparer.Ordinal)
                    .Take(10),
            ],
            query["edit"] == "1",
            query["pick"] is [{ Length: > 0 and <= 200 } pick] && !Picked(query).Any() ? pick : null
        );
    }

    /// <summary>The filter that a form without scripts says in two fields.</summary>
    private static IEnumerable<string> Picked(IQueryCollection query) =>
        query["pick"] is [{ Length: > 0 and <= 200 } name] && query["is"] is [{ Length: > 0 and <= 300 } value]
            ? [$"{name}:{value}"]
            : [];

    public DashboardLook Look =>
        Period == PeriodChoice.Custom
            ? new DashboardLook(PeriodChoice.Custom, From, Text(Parse(To!).AddDays(1)), Compare, By, Filter)
            : new DashboardLook(Period, null, null, Compare, By, Filter);

    /// <summary>The address of another moving period, with everything else as it is.</summary>
    public DashboardAddress Moving(string period) => this with { Period = period, From = null, To = null };

    /// <summary>The same look at another page.</summary>
    public DashboardAddress At(string path) => this with { Path = path, Edit = false, Pick = null };

    /// <summary>The same look without one of its filters.</summary>
    public DashboardAddress Without(string filter) =>
        this with
        {
            Filter = [.. (Filter ?? []).Where(one => one != filter)],
        };

    /// <summary>Only one value of a dimension; null where it is shown alone already, or has no name.</summary>
    public DashboardAddress? Narrowed(string? dimension, string value)
    {
        var filter = $"{dimension}:{value}";
        return dimension is null || Filter?.Contains(filter) == true
            ? null
            : this with
            {
                Filter =
                [
                    .. (Filter ?? []).Where(one => !one.StartsWith(dimension + ":", StringComparison.Ordinal)),
                    filter,
                ],
            };
    }

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        if (Period is not null && Period != PeriodChoice.Custom)
            query.Add(new("period", Period));
        if (Period == PeriodChoice.Custom)
            query.AddRange([new("from", From), new("to", To)]);
        if (Compare is not null)
            query.Add(new("compare", Compare));
        if (By is not null)
            query.Add(new("by", By));
        query.AddRange((Filter ?? []).Select(text => new KeyValuePair<string, string?>("filter", text)));
        if (Edit)
            query.Add(new("edit", "1"));
        if (Pick is not null)
            query.Add(new("pick", Pick));
        return QueryHelpers.AddQueryString(Path, query);
    }

    private static string? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1900 and <= 2199
            ? text
            : null;

    private static DateOnly Parse(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
