using MediatR;
using Nexus.Application.Authorisation;

#pragma warning disable CA1852, CA1822 // Not being sealed is what is wrong with them.
namespace Nexus.Architecture.Tests.Planted.Features;

/// <summary>A use case as it should be.</summary>
internal static class DoThing
{
    [Needs(Right.Read)]
    public sealed record Command(int Id) : IRequest<int>;

    internal sealed class Handler : IRequestHandler<Command, int>
    {
        public Task<int> Handle(Command request, CancellationToken cancellationToken) => Task.FromResult(request.Id);
    }
}

/// <summary>Its request can be derived from, and says nothing of what it needs.</summary>
internal static class DoOpenThing
{
    public record Command(int Id) : IRequest<int>;

    internal sealed class Handler : IRequestHandler<Command, int>
    {
        public Task<int> Handle(Command request, CancellationToken cancellationToken) => Task.FromResult(request.Id);
    }
}

/// <summary>Its request is a class, and needs what nobody can hold.</summary>
internal static class DoMutableThing
{
    [Needs("wizardry")]
    public sealed class Command : IRequest<int>
    {
        public int Id { get; set; }
    }

    internal sealed class Handler : IRequestHandler<Command, int>
    {
        public Task<int> Handle(Command request, CancellationToken cancellationToken) => Task.FromResult(request.Id);
    }
}

/// <summary>Its handler is for everyone.</summary>
public static class DoPublicThing
{
    public sealed record Query(int Id) : IRequest<int>;

    public sealed class Handler : IRequestHandler<Query, int>
    {
        public Task<int> Handle(Query request, CancellationToken cancellationToken) => Task.FromResult(request.Id);
    }
}

/// <summary>A request that is no use case's.</summary>
internal sealed record StrayRequest : IRequest<int>;

/// <summary>A handler that is no use case's.</summary>
internal sealed class StrayHandler : IRequestHandler<StrayRequest, int>
{
    public Task<int> Handle(StrayRequest request, CancellationToken cancellationToken) => Task.FromResult(0);
}
