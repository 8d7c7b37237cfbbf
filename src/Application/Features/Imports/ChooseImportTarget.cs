using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>Says which data set an uploaded file belongs to, and what becomes of the points that it holds already.</summary>
public static class ChooseImportTarget
{
    /// <param name="Dataset">1 to 100 characters; null means the one of all files of this layout.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, string? Dataset, IngestMode Mode) : ICommand<Import>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Dataset).MustNameDataset();
    }

    internal sealed class Handler(IImportStore imports, ImportAccess access, TimeProvider clock)
        : IRequestHandler<Command, Import>
    {
        public async Task<Import> Handle(Command command, CancellationToken cancellationToken)
        {
            var import = await access.LockAsync(command.Id, cancellationToken);
            ImportAccess.MustBeOpen(import, clock.GetUtcNow());
            var changed = import with
            {
                Dataset = command.Dataset?.Trim() ?? import.Detection!.LayoutDataset,
                Mode = command.Mode,
                Status = ImportStatus.Uploaded,
                Report = null,
            };
            await imports.SaveAsync(changed, cancellationToken);
            return changed;
        }
    }
}
