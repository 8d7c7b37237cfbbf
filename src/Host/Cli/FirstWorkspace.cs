using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.People;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Storage;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>Creates the first workspace from the configuration section <c>Nexus</c>, and the link by which it gets its owner.</summary>
internal sealed class FirstWorkspace(
    IMediator mediator,
    IWorkspaceScope scope,
    IWorkspaces workspaces,
    IConfiguration configuration
) : IFirstStart
{
    public async Task<FirstStart?> RunAsync(string? apiKey, CancellationToken cancellationToken)
    {
        scope.ActAs("system", Rights.System);
        var section = configuration.GetSection("Nexus");
        try
        {
            var answer = await mediator.Send(
                new CreateFirstWorkspace.Command(
                    section["WorkspaceName"] ?? "My workspace",
                    section["TimeZone"] ?? "UTC",
                    section["Currency"] ?? "USD",
                    string.IsNullOrWhiteSpace(apiKey) ? null : apiKey.Trim()
                ),
                cancellationToken
            );
            return answer is null ? null : new FirstStart(answer.ApiKey, await LinkAsync(answer.Id, cancellationToken));
        }
        catch (ValidationException e)
        {
            throw new StartupException([.. e.Errors.Select(error => error.ErrorMessage)]);
        }
    }

    private async Task<string> LinkAsync(Guid workspace, CancellationToken cancellationToken)
    {
        var id = await workspaces.FindAsync(workspace, cancellationToken);
        scope.Enter(id!.Value, "system", Rights.System);
        return (await mediator.Send(new CreateSignInLink.Command(), cancellationToken)).Path;
    }
}
