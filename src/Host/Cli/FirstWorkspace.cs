using MediatR;
using Nexus.Application.Features.Workspaces;

namespace Nexus.Host.Cli;

/// <summary>Creates the first workspace from the configuration section <c>Nexus</c>.</summary>
internal sealed class FirstWorkspace(IMediator mediator, IConfiguration configuration) : IFirstStart
{
    public async Task<FirstStart?> RunAsync(string? apiKey, CancellationToken cancellationToken)
    {
        var section = configuration.GetSection("Nexus");
        var answer = await mediator.Send(
            new CreateFirstWorkspace.Command(
                section["WorkspaceName"] ?? "My workspace",
                section["TimeZone"] ?? "UTC",
                section["Currency"] ?? "USD",
                apiKey
            ),
            cancellationToken
        );
        return answer is null ? null : new FirstStart(answer.ApiKey, SignInPath: null);
    }
}
