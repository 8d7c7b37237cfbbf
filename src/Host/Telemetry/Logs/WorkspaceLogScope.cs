using Nexus.Host.Identity;

namespace Nexus.Host.Telemetry.Logs;

/// <summary>Names the caller's workspace, by its public id, in every line that a call leads to.</summary>
internal sealed class WorkspaceLogScope(RequestDelegate next, ILogger<WorkspaceLogScope> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var scope = context.User.Workspace() is { } workspace
            ? log.BeginScope(new Dictionary<string, object?> { ["Workspace"] = workspace })
            : null;
        await next(context);
    }
}
