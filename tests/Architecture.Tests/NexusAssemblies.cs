using System.Reflection;
using Nexus.Application;
using Nexus.Domain.Kpis;
using Nexus.Host.Cli;
using Nexus.Infrastructure;
using Nexus.Migrations;

namespace Nexus.Architecture.Tests;

/// <summary>The product's assemblies.</summary>
internal static class NexusAssemblies
{
    public static readonly Assembly Domain = typeof(MetricCatalog).Assembly;
    public static readonly Assembly Application = typeof(ApplicationServices).Assembly;
    public static readonly Assembly Infrastructure = typeof(InfrastructureServices).Assembly;
    public static readonly Assembly Migrations = typeof(SchemaMigration).Assembly;
    public static readonly Assembly Host = typeof(NexusCommandLine).Assembly;

    public static readonly IReadOnlyList<Assembly> All = [Domain, Application, Infrastructure, Migrations, Host];

    /// <summary>This assembly: the home of what is planted.</summary>
    public static readonly Assembly Tests = typeof(NexusAssemblies).Assembly;

    /// <summary>The types that people wrote, nested ones included; what the compiler made is left out.</summary>
    public static IEnumerable<Type> Written(IEnumerable<Assembly> assemblies) =>
        assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten);

    private static bool IsWritten(Type type) =>
        type.FullName is { } name
        && name.StartsWith("Nexus.", StringComparison.Ordinal)
        && !name.Contains('<', StringComparison.Ordinal)
        && !name.StartsWith("Nexus.Migrations.Versions.", StringComparison.Ordinal);
}
