using System.Reflection;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;

namespace Nexus.Application.Pipeline;

/// <summary>Refuses whoever may not do what a request asks for, before anything of the request is looked at.</summary>
/// <exception cref="RefusedException"><c>insufficient_scope</c> (forbidden), naming the right.</exception>
internal sealed class RightsBehavior<TRequest, TResponse>(IWorkspaceScope scope)
    : IPipelineBehavior<TRequest, TResponse>
{
    /// <summary>A request that states nothing is for owners alone: forgetting it opens no door.</summary>
    private static readonly string Needed = typeof(TRequest).GetCustomAttribute<NeedsAttribute>()?.Right ?? Right.Owner;

    public Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    ) => scope.Rights.Allow(Needed) ? next() : throw Refused();

    private static RefusedException Refused() =>
        new(
            RefusalKind.Forbidden,
            "insufficient_scope",
            Needed switch
            {
                Right.Read => "This takes a member of the workspace, or a key with the scope 'read'.",
                Right.Write =>
                    "This takes an editor, an admin or an owner of the workspace, or a key with the scope 'write'.",
                Right.Admin => "This takes an admin or an owner of the workspace, or a key with the scope 'admin'.",
                Right.Owner =>
                    "This takes an owner of the workspace. Ask one of them; the members are listed in the settings.",
                Right.Person => "This takes a person who has signed in; keys have no account of their own.",
                Right.Operator => "This takes a key with the scope 'operator'.",
                _ => "Nexus does this by itself; nobody asks for it from outside.",
            },
            new Dictionary<string, object?> { ["scope"] = Needed }
        );
}
