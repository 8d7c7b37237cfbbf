using FluentValidation;
using MediatR;
using Nexus.Application.Features.Workspaces;
using Nexus.Host.Cli;
using Nexus.Infrastructure;

namespace Nexus.Host.Identity;

/// <summary>The first workspace as the operator configured it: <c>Nexus:WorkspaceName</c>, <c>:TimeZone</c> and <c>:Currency</c>.</summary>
internal sealed class FirstWorkspace(IMediator mediator, IConfiguration configuration) : IFirstStart
{
    public async Task<FirstStart?> RunAsync(string? apiKey, CancellationToken cancellationToken)
    {
        try
        {
            var created = await mediator.Send(
                new CreateFirstWorkspace.Command(
                    configuration["Nexus:WorkspaceName"] ?? "My workspace",
                    configuration["Nexus:TimeZone"] ?? "UTC",
                    configuration["Nexus:Currency"] ?? "USD",
                    string.IsNullOrWhiteSpace(apiKey) ? null : apiKey.Trim()
                ),
                cancellationToken
            );
            return created is null ? null : new FirstStart(created.ApiKey, SignInPath: null);
        }
        catch (ValidationException e)
        {
            throw new StartupException([.. e.Errors.Select(error => error.ErrorMessage)]);
        }
    }
}
