using Nexus.Domain.Imports;

namespace Nexus.Application.Imports;

/// <summary>Writes refused rows as a file that a person can open, mend and import again.</summary>
public interface IRejectsWriter
{
    /// <summary>CSV with the columns line, record, column, code, message and raw; no cell can run as a formula.</summary>
    Task WriteAsync(IAsyncEnumerable<RowError> rows, Stream target, CancellationToken cancellationToken);
}
