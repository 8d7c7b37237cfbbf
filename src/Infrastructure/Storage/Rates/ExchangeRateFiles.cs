using System.Globalization;
using CsvHelper;
using Nexus.Application;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Storage.Rates;

/// <summary>Reads a table of rates from CSV. One bad row refuses the file: a rate that is left out would be taken from an older day.</summary>
internal sealed class ExchangeRateFiles : IExchangeRateFiles
{
    private static readonly string[] Columns = ["currency", "day", "rate"];

    public async Task<IReadOnlyList<ExchangeRate>> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        long? malformed = null;
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = record => malformed ??= record.LineNumber,
        };
        await using var reader = CsvReader.Create(file, options, leaveOpen: true);
        try
        {
            if (!await reader.ReadAsync(cancellationToken))
                throw Refuse(1, "the file is empty");
            var places = Places(reader);
            var rates = new List<ExchangeRate>();
            while (await reader.ReadAsync(cancellationToken))
            {
                if (!IsBlank(reader))
                    rates.Add(Read(reader, places));
            }
            return malformed is { } line ? throw BadQuotes(line) : rates;
        }
        catch (CsvFormatException broken)
        {
            throw BadQuotes(broken.LineNumber);
        }
    }

    private static RefusedException BadQuotes(long line) => Refuse(line, "a quote is not closed");

    private static int[] Places(CsvReader header)
    {
        var names = Enumerable
            .Range(0, header.FieldCount)
            .Select(at => (header.GetString(at) ?? "").Trim('\uFEFF', ' ').ToLowerInvariant())
            .ToList();
        return Array.ConvertAll(
            Columns,
            column =>
                names.IndexOf(column) is >= 0 and var at
                    ? at
                    : throw Refuse(1, $"there is no column '{column}': the header is currency,day,rate")
        );
    }

    private static bool IsBlank(CsvReader row) => row.FieldCount == 1 && string.IsNullOrWhiteSpace(row.GetString(0));

    private static ExchangeRate Read(CsvReader row, int[] places)
    {
        var (currency, day, rate) = (Cell(row, places[0]), Cell(row, places[1]), Cell(row, places[2]));
        if (!CurrencyCodes.IsKnown(currency.ToUpperInvariant()))
            throw Refuse(row.LineNumber, "the currency is none of the ISO 4217 codes");
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw Refuse(row.LineNumber, "the day is not written yyyy-MM-dd");
        if (!decimal.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            throw Refuse(row.LineNumber, "the rate is not a number with a decimal point");
        return new(currency.ToUpperInvariant(), date, value);
    }

    private static string Cell(CsvReader row, int at) => at < row.FieldCount ? (row.GetString(at) ?? "").Trim() : "";

    private static RefusedException Refuse(long line, string reason) =>
        new(
            RefusalKind.Unprocessable,
            "bad_rate_file",
            $"Line {line.ToString(CultureInfo.InvariantCulture)}: {reason}. Nothing was stored; correct the file and send it again.",
            new Dictionary<string, object?> { ["line"] = line }
        );
}
