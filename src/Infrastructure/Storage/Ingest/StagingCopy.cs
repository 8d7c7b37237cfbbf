using System.Buffers.Binary;
using System.Text;
using Nexus.Application.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>
/// Sends points into the transaction's staging table by binary COPY, in PostgreSQL's own format (PostgreSQL manual,
/// COPY, "Binary Format"). Encoding by hand was measured twice as fast as the typed importer (docs/benchmarks.md).
/// </summary>
internal sealed class StagingCopy : IAsyncDisposable
{
    /// <remarks>
    /// Points that are final and have no metadata, as those of files, leave <c>open</c> and <c>metadata</c> out.
    /// <c>place</c> orders as series and time do, nearly: one whole number sorts in little more than half their time.
    /// </remarks>
    public const string CreateTable = """
        create temp table staged_point (
            ts timestamptz not null, series_id int not null, roll int not null, line bigint not null,
            place bigint not null, value numeric not null, open boolean, metadata jsonb
        ) on commit drop
        """;

    private const string CopyIn =
        "copy pg_temp.staged_point (ts, series_id, roll, line, place, value) from stdin (format binary)";
    private const string CopyMarkedIn =
        "copy pg_temp.staged_point (ts, series_id, roll, line, place, value, open, metadata) from stdin (format binary)";
    private const int FixedSize = 2 + (6 * 4) + 8 + 4 + 4 + 8 + 8;
    private const int MarksSize = 4 + 1 + 4 + 1;
    private const int LargestRow = FixedSize + NumericEncoding.LargestSize + MarksSize;

    /// <summary>Before the text of a jsonb (PostgreSQL source, <c>jsonb_recv</c>).</summary>
    private const byte JsonbVersion = 1;
    private static readonly long PostgresEpoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>The eleven signature bytes, then no flags and no header extension.</summary>
    private static ReadOnlySpan<byte> Header =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly WorkspaceSession _session;
    private byte[] _buffer = new byte[128 * 1024];
    private NpgsqlRawCopyStream? _stream;
    private int _used;

    public StagingCopy(WorkspaceSession session) => _session = session;

    public long Rows { get; private set; }

    /// <summary>Whether one of the points is not final or has metadata.</summary>
    public bool HasMarks { get; private set; }

    /// <summary>Opens the stream; until <see cref="EndAsync"/> the connection can do nothing else.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _stream = await _session.Connection.BeginRawBinaryCopyAsync(
            HasMarks ? CopyMarkedIn : CopyIn,
            cancellationToken
        );
        Header.CopyTo(_buffer);
        _used = Header.Length;
    }

    public bool IsOpen => _stream is not null;

    /// <param name="seriesId">The stored series.</param>
    /// <param name="point">Its point.</param>
    /// <param name="roll">Which sums it is part of; 0 for none, and then equal keys do not add up.</param>
    public ValueTask AddAsync(int seriesId, in StagedPoint point, int roll, CancellationToken cancellationToken)
    {
        if (!HasMarks && point is not { Final: true, Metadata: null })
            return AddFirstMarkedAsync(seriesId, point, roll, cancellationToken);
        var row = _buffer.AsSpan(_used);
        BinaryPrimitives.WriteInt16BigEndian(row, (short)(HasMarks ? 8 : 6));
        BinaryPrimitives.WriteInt32BigEndian(row[2..], 8);
        BinaryPrimitives.WriteInt64BigEndian(
            row[6..],
            (point.At.Ticks / TimeSpan.TicksPerMicrosecond) - (PostgresEpoch / TimeSpan.TicksPerMicrosecond)
        );
        BinaryPrimitives.WriteInt32BigEndian(row[14..], 4);
        BinaryPrimitives.WriteInt32BigEndian(row[18..], seriesId);
        BinaryPrimitives.WriteInt32BigEndian(row[22..], 4);
        BinaryPrimitives.WriteInt32BigEndian(row[26..], roll);
        BinaryPrimitives.WriteInt32BigEndian(row[30..], 8);
        BinaryPrimitives.WriteInt64BigEndian(row[34..], point.Line);
        BinaryPrimitives.WriteInt32BigEndian(row[42..], 8);
        BinaryPrimitives.WriteInt64BigEndian(row[46..], Place(seriesId, point.At));
        var size = NumericEncoding.Write(point.Value, row[FixedSize..]);
        BinaryPrimitives.WriteInt32BigEndian(row[(FixedSize - 4)..], size);
        _used += FixedSize + size;
        if (HasMarks)
            AddMarks(point);
        Rows++;
        return _buffer.Length - _used >= LargestRow ? ValueTask.CompletedTask : FlushAsync(cancellationToken);
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_stream is null)
            return;
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_used), -1);
        _used += 2;
        await FlushAsync(cancellationToken);
        await _stream.DisposeAsync();
        _stream = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is null)
            return;
        await _stream.CancelAsync();
        _stream = null;
    }

    /// <summary>The columns of a copy are settled when it begins.</summary>
    private async ValueTask AddFirstMarkedAsync(
        int seriesId,
        StagedPoint point,
        int roll,
        CancellationToken cancellationToken
    )
    {
        await EndAsync(cancellationToken);
        HasMarks = true;
        await BeginAsync(cancellationToken);
        await AddAsync(seriesId, point, roll, cancellationToken);
    }

    /// <summary>The series above the minutes since 2000, which are within 32 bits for all years there are, before and after.</summary>
    private static long Place(int seriesId, DateTime at) =>
        ((long)seriesId << 32) + (at.Ticks - PostgresEpoch) / TimeSpan.TicksPerMinute + int.MaxValue;

    private void AddMarks(in StagedPoint point)
    {
        var text = point.Metadata is null ? -1 : Encoding.UTF8.GetByteCount(point.Metadata);
        if (_buffer.Length - _used < text + LargestRow)
            Array.Resize(ref _buffer, _used + text + LargestRow);
        var marks = _buffer.AsSpan(_used);
        BinaryPrimitives.WriteInt32BigEndian(marks, 1);
        marks[4] = point.Final ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt32BigEndian(marks[5..], text < 0 ? -1 : 1 + text);
        _used += 9;
        if (text < 0)
            return;
        marks[9] = JsonbVersion;
        _used += 1 + Encoding.UTF8.GetBytes(point.Metadata, marks[10..]);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _stream!.WriteAsync(_buffer.AsMemory(0, _used), cancellationToken);
        _used = 0;
    }
}
