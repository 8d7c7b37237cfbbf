using System.Globalization;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

/// <summary>Sums of real exports against sums that Python's csv module and decimal type gave for the same columns.</summary>
public sealed class RealExportTests
{
    public static TheoryData<string, string, string, string, string> Columns =>
        new()
        {
            { "bank-and-psp-exports/ubs-ch-fr_trimmed.csv", "Date de valeur", "Débit", "210.00", "CHF" },
            { "bank-and-psp-exports/ubs-ch-fr_trimmed.csv", "Date de valeur", "Crédit", "240.00", "CHF" },
            { "bank-and-psp-exports/ubs-ch-fr_trimmed.csv", "Date de valeur", "Solde", "34401.82", "CHF" },
            { "bank-and-psp-exports/n26-fr.csv", "Booking Date", "Amount (EUR)", "0", "EUR" },
            { "bank-and-psp-exports/schwab-checking.csv", "Date", "Withdrawal", "235.27", "USD" },
            { "bank-and-psp-exports/schwab-checking.csv", "Date", "RunningBalance", "3734.88", "USD" },
            { "bank-and-psp-exports/stripe-default.csv", "created", "amount", "112.50", "CAD" },
            { "bank-and-psp-exports/stripe-default.csv", "created", "fee", "4.78", "CAD" },
            { "bank-and-psp-exports/payoneer.csv", "Transaction Date", "Credit Amount", "120", "USD" },
            { "bank-and-psp-exports/ingesp.csv", "date", "amount", "350.21", "EUR" },
            { "bank-and-psp-exports/ingesp.csv", "date", "balance", "14378.59", "EUR" },
            { "hledger-examples/stripe.csv", "created_utc", "net", "11.23", "USD" },
            { "hledger-examples/monefy.csv", "date", "amount", "5892.8", "USD" },
            { "marketing/KAG_conversion_data.csv", "Date", "Spent", "58705.229958205", "EUR" },
            { "clevercsv/airedale.csv", "Payment Date", "Amount", "1438056.25", "EUR" },
        };

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_money_column_adds_up_to_the_cent(
        string file,
        string date,
        string value,
        string sum,
        string currency
    )
    {
        if (!CsvFixtures.Exist)
            return;
        var mapping = CsvRun.Wide(date, value);
        // These two files have no day above the twelfth; their owner knows the order.
        var format =
            file.Contains("payoneer", StringComparison.Ordinal) || file.Contains("monefy", StringComparison.Ordinal)
                ? "MM/dd/yyyy"
                : null;
        mapping = mapping with { Date = new DateMapping(date, format) };
        var reading = await CsvRun.ReadAsync(await CsvFixtures.ReadAsync(file), mapping);
        Assert.Empty(reading.Errors);
        Assert.Equal(decimal.Parse(sum, CultureInfo.InvariantCulture), reading.Sum("finance.revenue"));
        Assert.All(reading.Points, point => Assert.Equal(currency, point.Series.Currency));
    }

    [Fact]
    public async Task An_export_of_advertising_figures_adds_up_per_campaign_and_in_all()
    {
        if (!CsvFixtures.Exist)
            return;
        var mapping = new ImportMapping
        {
            Date = new DateMapping("Date"),
            Values =
            [
                new() { Column = "Impressions", Metric = "ads.impressions" },
                new() { Column = "Clicks", Metric = "ads.clicks" },
                new() { Column = "Total_Conversion", Metric = "ads.conversions" },
            ],
            Dimensions = [new("xyz_campaign_id", "campaign"), new("gender", "gender")],
        };
        var reading = await CsvRun.ReadAsync(await CsvFixtures.ReadAsync("marketing/KAG_conversion_data.csv"), mapping);
        Assert.Equal(1143, reading.Rows);
        Assert.Equal(213_434_828m, reading.Sum("ads.impressions"));
        Assert.Equal(38_165m, reading.Sum("ads.clicks"));
        Assert.Equal(3_264m, reading.Sum("ads.conversions"));
        Assert.Equal(6, reading.Points.Select(point => point.Series.Dimensions.Json).Distinct().Count());
    }

    [Fact]
    public async Task Pending_orders_without_a_date_are_named_and_the_paid_ones_add_up()
    {
        if (!CsvFixtures.Exist)
            return;
        var bytes = await CsvFixtures.ReadAsync("bank-and-psp-exports/amazon.csv");
        var reading = await CsvRun.ReadAsync(bytes, CsvRun.Wide("date", "total"));
        Assert.Equal(45.76m, reading.Sum("finance.revenue"));
        Assert.Equal([5L, 6L], reading.Errors.Select(error => error.Line));
        Assert.All(reading.Errors, error => Assert.Equal("bad_date", error.Code));
    }
}
