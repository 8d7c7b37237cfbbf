using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Turns the evidence about all columns into what they are and which questions they leave.</summary>
/// <param name="delimiter">A semicolon makes a decimal comma the likelier answer.</param>
internal sealed class ColumnFindings(
    IReadOnlyList<string> names,
    IReadOnlyList<ColumnEvidence> evidence,
    long rows,
    string delimiter
)
{
    /// <summary>Share of the cells that have to be of a type for the column to be.</summary>
    private const double Most = 0.8;

    /// <summary>The share that is enough for dates where the name says so, and to tell how the numbers are written.</summary>
    private const double Half = 0.5;

    private readonly List<CsvQuestion> _questions = [];

    public IReadOnlyList<CsvQuestion> Questions => _questions;

    public IReadOnlyList<CsvColumn> Columns()
    {
        var types = evidence.Select((column, i) => TypeOf(column, names[i])).ToList();
        var date = DateColumn(types);
        var isAdvertising = ColumnNames.IsAdvertising(names);
        var suggested = new HashSet<string>(StringComparer.Ordinal);
        var columns = new List<CsvColumn>(names.Count);
        for (var i = 0; i < names.Count; i++)
        {
            var role = RoleOf(i, types[i], date);
            var metric = role == "value" ? ColumnNames.Metric(names[i], isAdvertising) : null;
            columns.Add(Column(i, types[i], role, metric is not null && suggested.Add(metric) ? metric : null));
        }
        if (date < 0)
            Ask("no_date_column", null, "Which column dates the rows? None holds dates that Nexus recognises.", names);
        if (!columns.Any(column => column.Role == "value"))
            Ask("no_value_column", null, "Which column holds the values? None holds numbers.", names);
        return columns;
    }

    private CsvColumn Column(int index, string type, string role, string? metric)
    {
        var column = evidence[index];
        var name = names[index];
        var format = type == "date" ? DateFormat(column, name, role) : DecimalSeparator(column, name, type, role);
        var isAmount = type == "number";
        return new(
            index,
            name,
            role,
            type,
            format,
            isAmount
                ? column.Currency?.Codes[0] ?? (column.Currencies == 0 ? ColumnNames.CurrencyOf(name) : null)
                : null,
            isAmount && column.Percents > 0,
            column.Samples,
            metric,
            isAmount && column.Scientific > 0,
            column.Labels
        );
    }

    private static string TypeOf(ColumnEvidence column, string name)
    {
        if (column.Cells == 0)
            return "empty";
        if (IsDate(column, name))
            return "date";
        // An exponent is one only where everything else is a number too: 12E5 among part numbers is a part.
        var numbers = column.Numbers == column.Cells ? column.Numbers : column.Numbers - column.Scientific;
        if (numbers < Most * column.Cells)
            return "text";
        var areIntegers = column.DotOnly + column.CommaOnly + column.Unclear == 0;
        var isId = ColumnNames.IsId(name) || column.LeadingZeros > 0 || column.LongIntegers > column.Cells / 2;
        return areIntegers && isId ? "text" : "number";
    }

    private static bool IsDate(ColumnEvidence column, string name)
    {
        if (column.Dates.Winner() is not { } winner)
            return false;
        return winner.Order switch
        {
            DateOrder.Year => ColumnNames.IsYear(name) && winner.Count == column.Cells,
            DateOrder.CompactMonth => ColumnNames.IsMonth(name) && winner.Count == column.Cells,
            DateOrder.Compact => winner.Count == column.Cells,
            _ => column.Dates.Dates >= (ColumnNames.DateRank(name) == 3 ? Half : Most) * column.Cells,
        };
    }

    private int DateColumn(List<string> types)
    {
        var best = -1;
        var rank = int.MinValue;
        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] != "date")
                continue;
            var own = ColumnNames.DateRank(names[i]) - (evidence[i].Cells * 2 < rows ? 3 : 0);
            if (own > rank)
                (best, rank) = (i, own);
        }
        return best;
    }

    private string RoleOf(int index, string type, int date)
    {
        var column = evidence[index];
        switch (type)
        {
            case "date":
                return index == date ? "date" : "ignore";
            case "number":
                return "value";
            case "text":
                var areCodes = column.CurrencyCodes >= 0.9 * column.Cells;
                if (areCodes || (ColumnNames.IsCurrency(names[index]) && column.Numbers == 0))
                    return "currency";
                var repeats = column.Labels is { } labels && (rows < 10 || labels.Count * 2 <= column.Cells);
                return repeats ? "dimension" : "ignore";
            default:
                return "ignore";
        }
    }

    private string? DateFormat(ColumnEvidence column, string name, string role)
    {
        var winner = column.Dates.Winner()!;
        if (!winner.IsAmbiguous)
            return winner.Format();
        if (role == "date")
        {
            Ask(
                "date_order",
                name,
                $"Is the day or the month first in '{name}', as in {column.Samples[0]}?",
                [winner.Format(dayFirst: true), winner.Format(dayFirst: false)]
            );
        }
        return null;
    }

    private string? DecimalSeparator(ColumnEvidence column, string name, string type, string role)
    {
        if (column.Numbers < Half * column.Cells || column.Cells == 0)
            return null;
        if (column.DotOnly != column.CommaOnly)
            return column.DotOnly > column.CommaOnly ? "." : ",";
        if (column.DotOnly + column.CommaOnly + column.Unclear == 0)
            return ".";
        if (type == "number" && role == "value")
        {
            var unclear = column.Samples.FirstOrDefault(sample => sample.AsSpan().IndexOfAny('.', ',') >= 0);
            Ask(
                "decimal_separator",
                name,
                $"Which sign separates decimals in '{name}', as in {unclear ?? column.Samples[0]}?",
                IsCommaLikelier() ? [",", "."] : [".", ","]
            );
        }
        return null;
    }

    /// <summary>The columns that decide it say so, else the delimiter: where lists take semicolons, decimals take commas.</summary>
    private bool IsCommaLikelier()
    {
        var dots = evidence.Sum(column => column.DotOnly);
        var commas = evidence.Sum(column => column.CommaOnly);
        return dots == commas ? delimiter == ";" : commas > dots;
    }

    private void Ask(string code, string? column, string text, IReadOnlyList<string> options) =>
        _questions.Add(new(code, column, text, options));
}
