using Nexus.Application.Integrations;

namespace Nexus.Architecture.Tests.Planted;

/// <summary>Implements a port for all the world to see.</summary>
public sealed class PublicDirectory : IProviderModule
{
    public ProviderDescriptor Descriptor => throw new NotSupportedException();
}
