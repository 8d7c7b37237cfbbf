using System.Collections.Frozen;
using System.Text;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>What the name of a column suggests about its content.</summary>
internal static class ColumnNames
{
    private static readonly FrozenSet<string> Ids = Set(
        "id ids nr no number num code zip plz iban phone fips sku ean isbn ref reference uuid guid key account konto"
    );

    private static readonly FrozenSet<string> Currencies = Set(
        "currency ccy curr wahrung devise monnaie moneda monn divisa commodity"
    );

    private static readonly FrozenSet<string> Years = Set("year years jahr annee ano anio ejercicio");

    private static readonly FrozenSet<string> Months = Set(
        "month months monat mois mes period periode yyyymm yearmonth"
    );

    private static readonly FrozenSet<string> Dates = Set(
        "date day datum tag fecha jour dia buchungstag buchungsdatum wertstellung valuta"
    );

    private static readonly FrozenSet<string> Times = Set(
        "created timestamp time hour week month year posted booked started start monat mois mes jahr annee"
    );

    /// <summary>Metric by name; the first of the metrics is the one for a file of advertising figures.</summary>
    private static readonly FrozenDictionary<string, (string Ads, string Other)> Metrics = new[]
    {
        Both("spend spent cost costs amountspent ausgaben kosten depenses gasto", "ads.spend", "finance.costs"),
        Both("impressions impression impr impressionen impresiones", "ads.impressions"),
        Both("clicks click klicks clics allclicks clicksall", "ads.clicks"),
        Both("linkclicks", "ads.link_clicks"),
        Both("conversions conversion totalconversion totalconversions conversiones konversionen", "ads.conversions"),
        Both("conversionvalue conversionsvalue purchasevalue", "ads.conversion_value"),
        Both("purchases", "ads.purchases"),
        Both("leads", "ads.leads"),
        Both("reach", "ads.reach"),
        Both("sessions sitzungen", "web.sessions"),
        Both("pageviews seitenaufrufe", "web.page_views"),
        Both("newusers", "web.new_users"),
        Both(
            "amount revenue revenues sales turnover income umsatz betrag credit deposit deposits inflow montant importe "
                + "ingresos ingreso gutschrift haben total gross creditamount umsatzerlose einnahmen valor",
            "finance.revenue"
        ),
        Both(
            "debit withdrawal withdrawals expense expenses outflow soll lastschrift debitamount gastos",
            "finance.costs"
        ),
        Both("balance solde saldo kontostand runningbalance cashbalance cash", "finance.cash_balance"),
        Both("uptime serviceuptime", "operations.service_uptime"),
        Both("vulnerabilities", "security.vulnerabilities"),
        Both("securityscore", "security.score"),
    }
        .SelectMany(names => names)
        .ToFrozenDictionary();

    public static bool IsId(string name) => Words(name) is [.., var last] && Ids.Contains(last);

    public static bool IsCurrency(string name) => Words(name).Any(Currencies.Contains);

    public static bool ShareFirstWord(string name, string other) =>
        Words(name) is [var first, ..] && Words(other) is [var second, ..] && first == second;

    public static bool IsYear(string name) => Words(name).Any(Years.Contains);

    public static bool IsMonth(string name) => Words(name).Any(Months.Contains);

    /// <summary>How strongly the name says that it is the date of the row, 0 to 3.</summary>
    public static int DateRank(string name)
    {
        var words = Words(name);
        if (name.StartsWith('_'))
            return 0;
        return words.Any(Dates.Contains) ? 3
            : words.Any(Times.Contains) ? 2
            : 1;
    }

    public static bool IsAdvertising(IEnumerable<string> names) =>
        names.Any(name =>
            Metrics.TryGetValue(Bare(name), out var metric) && metric.Ads is "ads.impressions" or "ads.clicks"
        );

    /// <summary>Key of a metric of the catalogue, or null.</summary>
    public static string? Metric(string name, bool isAdvertising)
    {
        if (!Metrics.TryGetValue(Bare(name), out var metric))
            return null;
        var key = isAdvertising ? metric.Ads : metric.Other;
        return MetricCatalog.TryFind(key, out var definition) && definition.Formula is null ? key : null;
    }

    /// <summary>The ISO 4217 code in a name such as <c>Amount (EUR)</c> or <c>Total USD</c>, or null.</summary>
    public static string? CurrencyOf(string name)
    {
        var open = name.IndexOfAny(['(', '[']);
        if (open > 0 && name.IndexOfAny([')', ']'], open) is var close and > 0)
        {
            var inside = name[(open + 1)..close].Trim();
            if (CurrencySign.Find(Encoding.UTF8.GetBytes(inside)) is { } sign)
                return sign.Codes[0];
        }
        var last = name.LastIndexOf(' ');
        if (last <= 0 || !name.Any(char.IsLower))
            return null;
        var word = name[(last + 1)..];
        return CurrencySign.Code(word) == word ? word : null;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, (string Ads, string Other)>> Both(
        string names,
        string ads,
        string? other = null
    ) => names.Split(' ').Select(name => KeyValuePair.Create(name, (ads, other ?? ads)));

    /// <summary>The name without what stands in brackets, blanks, signs, accents and case.</summary>
    private static string Bare(string name)
    {
        var open = name.IndexOfAny(['(', '[']);
        var words = Words(open > 0 ? name[..open] : name);
        if (words.Count > 1 && CurrencySign.Code(words[^1]) is not null)
            words.RemoveAt(words.Count - 1);
        return string.Concat(words);
    }

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var character = name[i];
            var startsWord = char.IsUpper(character) && i > 0 && char.IsLower(name[i - 1]);
            if ((startsWord || !char.IsLetterOrDigit(character)) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            if (char.IsLetterOrDigit(character))
                word.Append(PlainLetters.Of(char.ToLowerInvariant(character)));
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
