using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Features.Imports;

/// <summary>Says how the columns of an uploaded file become points.</summary>
public static class SetImportMapping
{
    /// <param name="Mode">Null keeps what the upload said.</param>
    /// <param name="OnError">Null keeps what the upload said.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, ImportMapping Mapping, IngestMode? Mode, RowErrorPolicy? OnError)
        : IProcess<Import>;

    internal sealed class Handler(ImportRereading rereading, ImportAccess access) : IRequestHandler<Command, Import>
    {
        public Task<Import> Handle(Command command, CancellationToken cancellationToken) =>
            rereading.ChangeAsync(
                command.Id,
                command.Mapping,
                async (import, detection, token) =>
                {
                    await access.PlanAsync(import, detection, command.Mapping, token);
                    return import with
                    {
                        Detection = detection,
                        Mapping = command.Mapping,
                        Mode = command.Mode ?? import.Mode,
                        OnError = command.OnError ?? import.OnError,
                        Status = ImportStatus.Uploaded,
                        Report = null,
                    };
                },
                cancellationToken
            );
    }
}
