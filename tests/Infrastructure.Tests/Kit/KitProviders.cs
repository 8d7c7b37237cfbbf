using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.ProviderSimulator.Kit;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>Every provider that Nexus reads by itself, found as Nexus finds them.</summary>
internal static class KitProviders
{
    private static readonly IReadOnlyList<Type> Modules =
    [
        .. typeof(InfrastructureServices)
            .Assembly.GetTypes()
            .Where(type =>
                type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConnectorModule))
            ),
    ];

    public static IReadOnlyList<string> Keys { get; } =
    [.. Open(new NoHttp(), TimeProvider.System).Select(module => module.Descriptor.Key).Order(StringComparer.Ordinal)];

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static IKitSubject Subject(string provider) =>
        KitSubjects.Find(provider)
        ?? throw new InvalidOperationException(
            $"The acceptance kit knows nothing about {provider}: declare an IKitSubject beside its simulator. See docs/providers.md."
        );

    public static IConnectorModule Open(string provider, IProviderHttp http, TimeProvider clock) =>
        Open(http, clock).Single(module => module.Descriptor.Key == provider);

    private static IEnumerable<IConnectorModule> Open(IProviderHttp http, TimeProvider clock)
    {
        using var services = new ServiceCollection().AddSingleton(http).AddSingleton(clock).BuildServiceProvider();
        return [.. Modules.Select(type => (IConnectorModule)ActivatorUtilities.CreateInstance(services, type))];
    }

    private sealed class NoHttp : IProviderHttp
    {
        public HttpClient Open(ProviderCalls calls) =>
            throw new InvalidOperationException("Nothing is called to describe a provider.");
    }
}
