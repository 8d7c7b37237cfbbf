using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>Forgets a mapping; imports that used it stay as they are.</summary>
public static class DeleteImportTemplate
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IImportStore imports, IAuditTrail audit) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (!await imports.DeleteTemplateAsync(command.Id, cancellationToken))
            {
                throw new RefusedException(
                    RefusalKind.NotFound,
                    "template_not_found",
                    "There is no such template in this workspace."
                );
            }
            await audit.AddAsync("template.deleted", command.Id.ToString(), null, null, null, cancellationToken);
            return Unit.Value;
        }
    }
}
