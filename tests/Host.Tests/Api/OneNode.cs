using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

/// <summary>Test classes that share a node and a database: they work in workspaces of their own, or leave the first as it is.</summary>
[CollectionDefinition(nameof(OneNode))]
public sealed class OneNode : ICollectionFixture<NexusFixture>;
