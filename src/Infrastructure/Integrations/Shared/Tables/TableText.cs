using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Tables;

/// <summary>Reads cells: what comes as a number, and what people typed as text.</summary>
internal static class TableText
{
    private const int LastSerial = 2_958_465;

    /// <summary>Day 0 of serial numbers; with it, all days come out right that spreadsheets can write.</summary>
    private static readonly DateTime SerialStart = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Languages that write one and a half as 1,5; where a country differs, it is named.</summary>
    private static readonly HashSet<string> CommaLanguages = new(
        "bg ca cs da de el es et eu fi fr gl hr hu id is it lt lv mk nb nl no pl pt ro ru sk sl sq sr sv tr uk vi".Split(
            ' '
        ),
        StringComparer.Ordinal
    );

    private static readonly HashSet<string> PointCountries = new(
        [
            "de_CH",
            "de_LI",
            "it_CH",
            "es_MX",
            "es_GT",
            "es_HN",
            "es_NI",
            "es_PA",
            "es_PE",
            "es_PR",
            "es_SV",
            "es_DO",
            "es_US",
        ],
        StringComparer.Ordinal
    );

    /// <summary>Texts that say that there is no value.</summary>
    private static readonly HashSet<string> Nothing = new(
        ["-", "–", "—", "n/a", "na", "null", "none"],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> Errors = new(
        ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"],
        StringComparer.Ordinal
    );

    /// <summary>Whether a cell says that there is no value.</summary>
    public static bool SaysNothing(JsonElement cell) =>
        cell.ValueKind == JsonValueKind.Undefined
        || (cell.ValueKind == JsonValueKind.String && Nothing.Contains(cell.GetString()!.Trim()));

    /// <param name="asFraction">Whether a number means a part of one, and is kept in percent.</param>
    /// <param name="address">Where the cell stands.</param>
    /// <exception cref="RawDataException">The cell holds no number.</exception>
    public static decimal Number(JsonElement cell, string locale, bool asFraction, string address)
    {
        if (cell.ValueKind == JsonValueKind.Number)
            return cell.TryGetDecimal(out var number)
                ? number * (asFraction ? 100 : 1)
                : throw new RawDataException("number_unreadable", address, $"The number in {address} is too large.");
        if (cell.ValueKind != JsonValueKind.String)
            throw new RawDataException("number_unreadable", address, $"{address} holds something other than a number.");
        var text = cell.GetString()!.Trim();
        RefuseError(text, address);
        if (NumberWords.Read(text, IsComma(locale), out var isPercent) is not { } value)
            throw new RawDataException("number_unreadable", address, $"{address} holds a text that is no number.");
        return value * (asFraction && !isPercent ? 100 : 1);
    }

    /// <returns>The start of the period, as points are stored: an instant for hours, else a calendar date.</returns>
    /// <exception cref="RawDataException">The cell holds no date.</exception>
    public static DateTime Period(JsonElement cell, TableDate date, string locale, string zone, string address)
    {
        var local = cell.ValueKind switch
        {
            JsonValueKind.Number => OfNumber(cell.GetDouble(), date.Grain),
            JsonValueKind.String => OfText(cell.GetString()!.Trim(), date.Format, locale, address),
            _ => null,
        };
        if (local is not { } time)
            throw new RawDataException("date_unreadable", address, $"{address} holds no date.");
        if (date.Grain == Granularity.Hour)
        {
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var hour = time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));
            return info.IsInvalidTime(hour)
                ? throw new RawDataException(
                    "date_unreadable",
                    address,
                    $"{address} holds an hour that its zone skips."
                )
                : TimeZoneInfo.ConvertTimeToUtc(hour, info);
        }
        var calendar = new ZonedCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday);
        return calendar
            .BucketOf(DateOnly.FromDateTime(time), date.Grain)
            .ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
    }

    /// <exception cref="RawDataException">The cell holds what a formula says when it fails.</exception>
    public static void RefuseError(string text, string address)
    {
        if (Errors.Contains(text))
            throw new RawDataException(
                "formula_error",
                address,
                $"{address} holds the error {text}. Mend the formula."
            );
        if (text == "Loading...")
            throw new RawDataException(
                "formula_loading",
                address,
                $"{address} was still being computed. The next sync reads it again."
            );
    }

    private static DateTime? OfNumber(double number, Granularity grain) =>
        // A bare year is a number, too.
        grain == Granularity.Year
        && number is >= 1900 and <= 2200
        && number == Math.Floor(number)
            ? new DateTime((int)number, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)
        // Below 1 it is a time of day without a date.
        : number is >= 1 and < LastSerial + 1
            ? SerialStart
                .AddDays(Math.Floor(number))
                .AddMilliseconds(Math.Round((number - Math.Floor(number)) * 86_400_000))
        : null;

    private static DateTime? OfText(string text, string? format, string locale, string address)
    {
        RefuseError(text, address);
        string[] formats = format is not null
            ? [format]
            :
            [
                "yyyy-MM-dd",
                "yyyy-MM-dd'T'HH:mm:ss",
                "yyyy-MM-dd HH:mm:ss",
                "yyyy-MM-dd HH:mm",
                "yyyy-MM",
                "yyyy/M/d",
                "MMM yyyy",
                "MMMM yyyy",
                .. locale == "en_US" ? ["M/d/yyyy"] : new[] { "d/M/yyyy", "d.M.yyyy" },
            ];
        return DateTime.TryParseExact(
            text,
            formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces,
            out var time
        )
            ? time
            : null;
    }

    private static bool IsComma(string locale) =>
        CommaLanguages.Contains(locale.Split('_')[0]) && !PointCountries.Contains(locale);
}
