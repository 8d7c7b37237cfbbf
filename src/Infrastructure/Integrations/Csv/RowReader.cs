using System.Text;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Turns one row into points, all of them or none.</summary>
internal sealed class RowReader
{
    private readonly ReadPlan _plan;
    private readonly PointDates _dates;
    private readonly SeriesIndex _series;
    private readonly SlotsByLabel? _labels;
    private readonly int[] _all;
    private readonly List<Pending> _pending = [];
    private readonly byte[] _lastDate = new byte[64];
    private int _lastDateLength = -1;
    private DateTime _lastAt;

    public RowReader(ReadPlan plan)
    {
        _plan = plan;
        _dates = new(plan.Grain, plan.Zone);
        _series = new(plan);
        _labels = plan.MetricColumn is null ? null : new(plan.Slots);
        _all = [.. Enumerable.Range(0, plan.Slots.Count)];
    }

    public IReadOnlyList<SeriesKey> TakeSeries() => _series.TakeIntroduced();

    /// <summary>Adds the row's points, or says why it has none. A row without values adds none and is right.</summary>
    public RowFailure? Read(CsvRows rows, List<StagedPoint> points)
    {
        if (rows.IsTorn)
            return new(-1, "torn_row", "A quote is not closed where it should be, and rows have run together.");
        if (rows.Count > _plan.Columns.Count && !CsvCells.AreEmpty(rows, _plan.Columns.Count))
            return new(
                -1,
                "too_many_fields",
                $"The row has {rows.Count} cells, the file {_plan.Columns.Count} columns."
            );
        _pending.Clear();
        var hasDate = TryReadDate(rows, out var at, out var failure);
        if (failure is not null)
            return failure;
        if (TryReadSlots(rows) is { } unread)
            return unread;
        if (_pending.Count == 0)
            return null;
        if (!hasDate)
            return new(_plan.DateColumn, "missing_date", "The row has a value but no date.");
        if (CheckDimensions(rows) is { } refused)
            return refused;
        AddPoints(rows, at, points);
        return null;
    }

    private bool TryReadDate(CsvRows rows, out DateTime at, out RowFailure? failure)
    {
        failure = null;
        var text = Utf8Text.Trim(rows.Cell(_plan.DateColumn));
        if (text.Length == _lastDateLength && text.SequenceEqual(_lastDate.AsSpan(0, _lastDateLength)))
        {
            at = _lastAt;
            return true;
        }
        at = default;
        if (_plan.Nulls.Contains(text))
            return false;
        var problem = _plan.DatePattern.TryRead(text, out var cell) ? _dates.TryPlace(cell, out at) : "bad_date";
        if (problem is not null)
        {
            var message =
                problem == "bad_date"
                    ? $"{Utf8Text.Quoted(text)} is no date of the form {_plan.DatePattern.Format}."
                    : $"{Utf8Text.Quoted(text)} never was on the clocks of {_plan.Zone.Id}: they were set forward.";
            failure = new(_plan.DateColumn, problem, message);
            return false;
        }
        _lastDateLength = -1;
        if (text.Length <= _lastDate.Length)
        {
            text.CopyTo(_lastDate);
            (_lastDateLength, _lastAt) = (text.Length, at);
        }
        return true;
    }

    private RowFailure? TryReadSlots(CsvRows rows)
    {
        var slots = _all;
        if (_labels is not null)
        {
            var label = Utf8Text.Trim(rows.Cell(_plan.MetricColumn!.Value));
            if (_labels.Find(label) is not { } found)
            {
                if (label.Length == 0 && _plan.Nulls.Contains(Utf8Text.Trim(rows.Cell(_plan.Slots[0].Column))))
                    return null;
                return label.Length == 0
                    ? new(_plan.MetricColumn.Value, "missing_metric", "The row has a value but names no metric.")
                    : new(
                        _plan.MetricColumn.Value,
                        "unknown_metric",
                        $"No metric is mapped for {Utf8Text.Quoted(label)}."
                    );
            }
            slots = found;
        }
        foreach (var slot in slots)
        {
            if (TryReadSlot(rows, slot) is { } failure)
                return failure;
        }
        return null;
    }

    private RowFailure? TryReadSlot(CsvRows rows, int index)
    {
        var slot = _plan.Slots[index];
        if (slot.WhenColumn is { } when && !Holds(rows.Cell(when), slot.WhenIs))
            return null;
        var text = Utf8Text.Trim(rows.Cell(slot.Column));
        if (_plan.Nulls.Contains(text))
            return null;
        switch (NumberText.TryRead(text, slot.Decimal, slot.Scientific, out var number))
        {
            case NumberOutcome.NotANumber:
                return new(
                    slot.Column,
                    "not_a_number",
                    $"{Utf8Text.Quoted(text)} is no number with '{(char)slot.Decimal}' before the decimals."
                );
            case NumberOutcome.TooManyDigits:
                return new(slot.Column, "too_many_digits", $"{Utf8Text.Quoted(text)} has more than 28 digits.");
        }
        var value = number.Value;
        if (!KpiValue.IsStorable(value))
        {
            return new(
                slot.Column,
                "too_many_digits",
                $"{Utf8Text.Quoted(text)} has more than 18 digits before the decimals."
            );
        }
        if (slot.Sign != 0)
        {
            if (value == 0 || value > 0 != slot.Sign > 0)
                return null;
            value = slot.Sign < 0 ? -value : value;
        }
        var currency = "";
        if (slot.IsMoney && TryReadCurrency(rows, slot, number, out currency) is { } failure)
            return failure;
        _pending.Add(new(index, value, currency));
        return null;
    }

    private RowFailure? TryReadCurrency(CsvRows rows, ValueSlot slot, in NumberCell number, out string currency)
    {
        currency = slot.Currency;
        if (slot.CurrencyColumn is { } column)
        {
            var text = Utf8Text.Trim(rows.Cell(column));
            if (!_plan.Nulls.Contains(text))
            {
                if (CurrencySign.Find(text) is not { } named)
                    return new(column, "bad_currency", $"{Utf8Text.Quoted(text)} is no ISO 4217 currency code.");
                currency = named.Choose(slot.Currency);
                return null;
            }
        }
        if (number.Currency is { } sign)
            currency = sign.Choose(slot.Currency);
        return null;
    }

    private RowFailure? CheckDimensions(CsvRows rows)
    {
        _series.BeginKey();
        foreach (var dimension in _plan.Dimensions)
        {
            var cell = rows.Cell(dimension.Column);
            if (
                cell.Length > ImportDefaults.MaxDimensionLength
                && Encoding.UTF8.GetCharCount(cell) > ImportDefaults.MaxDimensionLength
            )
            {
                return new(
                    dimension.Column,
                    "dimension_too_long",
                    $"The text has more than {ImportDefaults.MaxDimensionLength} characters."
                );
            }
            if (cell.Contains((byte)0))
                return new(dimension.Column, "invalid_text", "The text holds a NUL character.");
            _series.AddToKey(cell);
        }
        return null;
    }

    private void AddPoints(CsvRows rows, DateTime at, List<StagedPoint> points)
    {
        Span<byte> own = stackalloc byte[3 + sizeof(int)];
        foreach (var pending in _pending)
        {
            if (pending.Currency == _plan.Slots[pending.Slot].Currency)
                continue;
            BitConverter.TryWriteBytes(own, pending.Slot);
            Encoding.ASCII.GetBytes(pending.Currency, own[sizeof(int)..]);
            _series.AddToKey(own);
        }
        _series.EndKey();
        var line = rows.Line;
        foreach (var pending in _pending)
            points.Add(new(_series.Of(rows, pending.Slot, pending.Currency), at, pending.Value, line));
    }

    private static bool Holds(ReadOnlySpan<byte> cell, string wanted)
    {
        cell = Utf8Text.Trim(cell);
        return cell.Length <= wanted.Length * 4
            && Encoding.UTF8.GetString(cell).Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }

    private readonly record struct Pending(int Slot, decimal Value, string Currency);
}
