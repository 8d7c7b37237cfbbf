using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Features.Imports;

/// <summary>Looks at an uploaded file again under settings that a person has corrected, before its columns are mapped.</summary>
public static class RereadImport
{
    /// <param name="Settings">How the file is read; what it says of columns is not looked at, and what is null is detected.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, ImportMapping Settings) : IProcess<Import>;

    internal sealed class Handler(ImportRereading rereading, IImportStore imports) : IRequestHandler<Command, Import>
    {
        public Task<Import> Handle(Command command, CancellationToken cancellationToken) =>
            rereading.ChangeAsync(command.Id, command.Settings, ReadAsAsync, cancellationToken);

        /// <summary>Another layout may be one that is known; a mapping of this one stays, to be looked at under the new settings.</summary>
        private async Task<Import> ReadAsAsync(
            Import import,
            CsvDetection detection,
            CancellationToken cancellationToken
        )
        {
            var template =
                detection.LayoutHash == import.Detection!.LayoutHash
                    ? null
                    : await imports.FindTemplateAsync(detection.LayoutHash, cancellationToken);
            var mapping = template?.Mapping ?? import.Mapping;
            return import with
            {
                Detection = detection,
                Mapping = mapping is null ? null : Under(detection, mapping),
                Dataset =
                    import.Dataset == import.Detection.LayoutDataset
                        ? template?.Dataset ?? detection.LayoutDataset
                        : import.Dataset,
                Status = ImportStatus.Uploaded,
                Report = null,
            };
        }

        private static ImportMapping Under(CsvDetection detection, ImportMapping mapping) =>
            mapping with
            {
                Encoding = detection.Encoding,
                Delimiter = detection.Delimiter,
                Quote = detection.Quote?.ToString() ?? "",
                Escape = detection.Escape?.ToString() ?? "",
                SkipRows = detection.SkipRows,
                HasHeader = detection.HeaderRow is not null,
            };
    }
}
