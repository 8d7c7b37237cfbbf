using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>The third step towards a connection: asks the provider what it would read, within 10 seconds.</summary>
public static class TestDraft
{
    /// <param name="Found">Told of each check as it is done, maybe from several threads; null where only the answer counts.</param>
    [Needs(Right.Admin)]
    public sealed record Command(string Provider, IProgress<ConnectionCheck>? Found = null)
        : IProcess<TestConnection.Answer>;

    internal sealed class Handler(DraftLookup lookup, ConnectionProbing probing)
        : IRequestHandler<Command, TestConnection.Answer>
    {
        public async Task<TestConnection.Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var open = await lookup.OpenAsync(command.Provider, cancellationToken);
            var findings = await probing.ProbeAsync(
                open.Module,
                lookup.ContextOf(open),
                command.Found,
                cancellationToken
            );
            return new(findings.CanSync, findings.Verdict(open.Module.Descriptor), findings.Checks);
        }
    }
}
