using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Imports;

/// <summary>Reads delimited text files: what they are, how they map, and their rows as points.</summary>
public interface ICsvFiles
{
    /// <summary>Starts the look at a file's bytes that runs along while they are stored.</summary>
    ICsvScan BeginScan();

    /// <summary>Reads the whole file once and decides what it does not say itself.</summary>
    /// <param name="file">The file from its first byte, forward only.</param>
    /// <param name="facts">What the scan of the same bytes found.</param>
    /// <param name="given">Settings that a person has fixed already; detection works within them.</param>
    /// <exception cref="CsvFileException">The file cannot be read as delimited text, or is over a limit.</exception>
    /// <exception cref="CsvMappingException">A given setting is none, such as an encoding that nobody knows.</exception>
    Task<CsvDetection> DetectAsync(
        Stream file,
        CsvFileFacts facts,
        ImportMapping? given,
        CancellationToken cancellationToken
    );

    /// <summary>Checks a mapping against the file and settles all that it leaves open.</summary>
    /// <param name="metrics">Finds a metric by key among the catalogue and the workspace's own.</param>
    /// <exception cref="CsvMappingException">The mapping names what the file lacks, or leaves a question open.</exception>
    CsvPlan Plan(
        CsvDetection detection,
        ImportMapping mapping,
        CsvWorkspace workspace,
        Func<string, MetricDefinition?> metrics
    );

    /// <summary>Streams the file as points in constant memory.</summary>
    /// <exception cref="CsvFileException">The file cannot be read to its end.</exception>
    IAsyncEnumerable<CsvBatch> ReadAsync(Stream file, CsvPlan plan, CancellationToken cancellationToken);

    /// <summary>Streams the rows that certain points came from, in file order.</summary>
    /// <exception cref="CsvFileException">The file cannot be read to its end.</exception>
    IAsyncEnumerable<SourceRow> FindRowsAsync(
        Stream file,
        CsvPlan plan,
        IReadOnlyList<PointAddress> points,
        CancellationToken cancellationToken
    );
}

/// <summary>Gathers facts about the bytes of a file as they pass by.</summary>
public interface ICsvScan
{
    void Append(ReadOnlySpan<byte> bytes);

    CsvFileFacts Complete();
}

/// <summary>Facts about all bytes of a file.</summary>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Lower-case hex digest.</param>
/// <param name="Encoding">IANA name that the bytes call for.</param>
/// <param name="EncodingGuessed">True where neither a byte order mark nor valid UTF-8 decided it.</param>
public sealed record CsvFileFacts(long Bytes, string Sha256, string Encoding, bool EncodingGuessed);

/// <summary>What of a workspace bears on reading a file.</summary>
/// <param name="TimeZone">IANA zone of dates that name none.</param>
/// <param name="Currency">ISO 4217 code of money for which neither file nor mapping names one.</param>
public sealed record CsvWorkspace(string TimeZone, string Currency);

/// <summary>A mapping with nothing left open, ready to read rows by.</summary>
public abstract record CsvPlan
{
    /// <summary>The mapping with every detected setting written into it; what a template saves.</summary>
    public required ImportMapping Mapping { get; init; }

    /// <summary>The metrics that the file feeds.</summary>
    public required IReadOnlyList<MetricDefinition> Metrics { get; init; }

    /// <summary>Those of <see cref="Metrics"/> that do not exist yet.</summary>
    public required IReadOnlyList<MetricDefinition> NewMetrics { get; init; }
}

/// <summary>The points and the refused rows of one stretch of a file.</summary>
/// <param name="Points">Points in file order.</param>
/// <param name="Errors">Rows of the stretch that gave no points because something in them is wrong.</param>
/// <param name="Rows">Data rows in the stretch, the refused ones included.</param>
/// <param name="BytesRead">Bytes of the file consumed so far.</param>
public sealed record CsvBatch(PointBatch Points, IReadOnlyList<RowError> Errors, int Rows, long BytesRead);

/// <summary>A file that cannot be read.</summary>
/// <param name="code">Stable code, such as <c>unclosed_quote</c>.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="line">1-based physical line, or null where none is to blame.</param>
public sealed class CsvFileException(string code, string message, long? line = null) : Exception(message)
{
    public string Code { get; } = code;

    public long? Line { get; } = line;
}

/// <summary>A mapping that does not fit its file.</summary>
public sealed class CsvMappingException(IReadOnlyList<CsvMappingProblem> problems)
    : Exception(string.Join(" ", problems.Select(problem => problem.Message)))
{
    public IReadOnlyList<CsvMappingProblem> Problems { get; } = problems;
}

/// <param name="Field">Path in the mapping, such as <c>values[0].column</c>.</param>
/// <param name="Code">Stable code, such as <c>unknown_column</c>.</param>
/// <param name="Message">What is wrong and which answers there are.</param>
public sealed record CsvMappingProblem(string Field, string Code, string Message);
