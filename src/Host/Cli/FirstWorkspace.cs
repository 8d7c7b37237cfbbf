using FluentValidation;
using MediatR;
using Nexus.Application.Features.Workspaces;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>Creates the first workspace from the configuration section <c>Nexus</c>.</summary>
internal sealed class FirstWorkspace(IMediator mediator, IConfiguration configuration) : IFirstStart
{
    public async Task<FirstStart?> RunAsync(string? apiKey, CancellationToken cancellationToken)
    {
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
            return answer is null ? null : new FirstStart(answer.ApiKey, SignInPath: null);
        }
        catch (ValidationException e)
        {
            throw new StartupException([.. e.Errors.Select(error => error.ErrorMessage)]);
        }
    }
}
