using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>How the recurring revenue of a day changed, by what the customers did.</summary>
internal sealed class MrrRow
{
    public MrrAmounts Level { get; set; }

    public decimal New { get; set; }

    public decimal Reactivation { get; set; }

    public decimal Expansion { get; set; }

    public decimal Contraction { get; set; }

    public decimal Churned { get; set; }

    public void Move(CustomerMove move, decimal change)
    {
        switch (move)
        {
            case CustomerMove.Joined:
                New += change;
                break;
            case CustomerMove.Returned:
                Reactivation += change;
                break;
            case CustomerMove.Left:
                Churned -= change;
                break;
            case CustomerMove.Stayed when change > 0m:
                Expansion += change;
                break;
            case CustomerMove.Stayed:
                Contraction -= change;
                break;
        }
    }
}

/// <summary>How many customers a day gained and lost.</summary>
internal sealed class CustomerRow
{
    public int Active { get; set; }

    public int New { get; set; }

    public int Churned { get; set; }

    public int Reactivated { get; set; }
}

/// <summary>What a customer did from one day to the next, all subscriptions taken together.</summary>
internal enum CustomerMove
{
    None,
    Joined,
    Returned,
    Stayed,
    Left,
}

/// <summary>Adds up customers by days and currencies; what it holds does not grow with their number.</summary>
internal sealed class MrrLedger(ProjectionRequest request)
{
    private readonly Dictionary<string, SortedDictionary<DateOnly, MrrRow>> _native = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<DateOnly, MrrRow> Nothing = [];

    public CurrencyBook Currencies { get; } = new(request);

    /// <summary>Movements in the workspace's currency, by day; meaningless unless the account converts.</summary>
    public SortedDictionary<DateOnly, MrrRow> Converted { get; } = [];

    public SortedDictionary<DateOnly, CustomerRow> Customers { get; } = [];

    /// <summary>What became of the customers that a bucket opened with.</summary>
    public CohortLedger Cohorts { get; } = new(request);

    /// <summary>Changes of a currency, by day.</summary>
    public SortedDictionary<DateOnly, MrrRow> Native(string currency) => _native.GetValueOrDefault(currency, Nothing);

    public void Add(CustomerTimeline customer)
    {
        foreach (var one in customer.Subscriptions)
            Currencies.Use(one.Currency, one.Steps[0].Day);
        var changes = customer.Changes();
        var before = new MrrAmounts[customer.Currencies.Count];
        var known = false;
        foreach (var (day, after) in changes)
        {
            var move = MoveOf(before, after, known);
            known |= IsActive(after);
            Count(day, move);
            var converted = 0m;
            for (var i = 0; i < after.Length; i++)
            {
                var change = after[i] - before[i];
                if (change == default)
                    continue;
                var row = Row(Rows(customer.Currencies[i]), day);
                row.Level += change;
                row.Move(move, change.Mrr);
                converted += change.Mrr * (Currencies.Rate(customer.Currencies[i], day) ?? 0m);
            }
            Row(Converted, day).Move(move, converted);
            before = after;
        }
        Cohorts.Add(customer.Currencies, changes, Currencies);
    }

    public static bool IsActive(MrrAmounts[] amounts) => Array.Exists(amounts, amount => amount.Mrr > 0m);

    public static CustomerMove MoveOf(MrrAmounts[] before, MrrAmounts[] after, bool known) =>
        (IsActive(before), IsActive(after)) switch
        {
            (true, true) => CustomerMove.Stayed,
            (true, false) => CustomerMove.Left,
            (false, true) => known ? CustomerMove.Returned : CustomerMove.Joined,
            _ => CustomerMove.None,
        };

    private void Count(DateOnly day, CustomerMove move)
    {
        if (move is CustomerMove.None or CustomerMove.Stayed)
            return;
        if (!Customers.TryGetValue(day, out var row))
            Customers[day] = row = new CustomerRow();
        row.Active += move == CustomerMove.Left ? -1 : 1;
        row.New += move == CustomerMove.Joined ? 1 : 0;
        row.Reactivated += move == CustomerMove.Returned ? 1 : 0;
        row.Churned += move == CustomerMove.Left ? 1 : 0;
    }

    private SortedDictionary<DateOnly, MrrRow> Rows(string currency)
    {
        if (!_native.TryGetValue(currency, out var rows))
            _native[currency] = rows = [];
        return rows;
    }

    private static MrrRow Row(SortedDictionary<DateOnly, MrrRow> rows, DateOnly day)
    {
        if (!rows.TryGetValue(day, out var row))
            rows[day] = row = new MrrRow();
        return row;
    }
}
