using System.Reflection;
using Nexus.Architecture.Tests.Planted;

namespace Nexus.Architecture.Tests;

public sealed class DependencyTests
{
    private static readonly IReadOnlyList<Use> Product = [.. NexusAssemblies.All.SelectMany(Uses.Of)];
    private static readonly IReadOnlyList<Use> Planted = Uses.Of(NexusAssemblies.Tests);

    /// <summary>Who may not name what: namespaces, with all below them.</summary>
    public static TheoryData<string, string> Forbidden =>
        new()
        {
            { "Nexus.Domain", "Nexus.Application" },
            { "Nexus.Domain", "Nexus.Infrastructure" },
            { "Nexus.Domain", "Nexus.Host" },
            { "Nexus.Application", "Nexus.Infrastructure" },
            { "Nexus.Application", "Nexus.Migrations" },
            { "Nexus.Application", "Nexus.Host" },
            { "Nexus.Application", "Npgsql" },
            { "Nexus.Application", "NpgsqlTypes" },
            { "Nexus.Application", "Quartz" },
            { "Nexus.Application", "Microsoft.AspNetCore" },
            { "Nexus.Application", "Microsoft.EntityFrameworkCore" },
            { "Nexus.Application", "CsvHelper" },
            { "Nexus.Infrastructure", "Nexus.Host" },
            { "Nexus.Infrastructure", "Nexus.Migrations" },
            { "Nexus.Infrastructure", "Microsoft.AspNetCore" },
            { "Nexus.Infrastructure.Integrations", "Nexus.Infrastructure.Storage" },
            { "Nexus.Infrastructure.Integrations", "Nexus.Infrastructure.Postgres" },
            { "Nexus.Infrastructure.Integrations", "Nexus.Application.Features" },
            { "Nexus.Infrastructure.Integrations", "MediatR" },
            { "Nexus.Infrastructure.Storage", "Nexus.Infrastructure.Integrations" },
            { "Nexus.Infrastructure.Storage", "MediatR" },
            { "Nexus.Migrations", "Nexus.Host" },
            { "Nexus.Host.Api", "Microsoft.EntityFrameworkCore" },
            { "Nexus.Host.Cli", "Microsoft.EntityFrameworkCore" },
        };

    /// <summary>What is named in few places only: the namespace, where one looks, and the places.</summary>
    public static TheoryData<string, string, string[]> Reserved =>
        new()
        {
            {
                "Npgsql",
                "Nexus.Infrastructure",
                [
                    "Nexus.Infrastructure.Storage",
                    "Nexus.Infrastructure.Postgres",
                    // Asks one table, before there is any workspace to open a transaction for.
                    "Nexus.Infrastructure.Secrets.MasterKeyCheck",
                ]
            },
            {
                "CsvHelper",
                "Nexus",
                [
                    "Nexus.Infrastructure.Integrations.Csv",
                    // Writes what a query answers as a table; no provider has a part in it.
                    "Nexus.Infrastructure.Storage.Kpis.CsvTableWriter",
                ]
            },
            // Everyone else calls through IProviderHttp.
            { "Polly", "Nexus", ["Nexus.Infrastructure.Http"] },
            { "Quartz", "Nexus", ["Nexus.Infrastructure.Scheduling", "Nexus.Host.Scheduling"] },
            { "Mono.Cecil", "Nexus", [] },
        };

    public static TheoryData<string, string> ProviderPairs
    {
        get
        {
            // Shared is for all of them, and leans on none.
            var folders = Providers.Folders().Append("Shared").ToList();
            var pairs = new TheoryData<string, string>();
            foreach (var one in folders)
            {
                foreach (var other in folders.Where(folder => folder != one && folder != "Shared"))
                    pairs.Add(one, other);
            }
            return pairs;
        }
    }

    public static TheoryData<string> WaysToNameADriver =>
        [
            .. NexusAssemblies
                .Tests.GetTypes()
                .Where(type => type.Namespace == typeof(NamesNothing).Namespace && !type.IsNested)
                .Where(type => type.Name is not (nameof(NamesNothing) or nameof(Waits) or nameof(PublicDirectory)))
                .Select(type => type.FullName!),
        ];

    [Theory, MemberData(nameof(Forbidden))]
    public void A_layer_does_not_reach_outwards(string layer, string target) =>
        Expect.None(Crossings(Product, layer, target));

    [Theory, MemberData(nameof(Reserved))]
    public void A_library_is_named_in_its_place_only(string library, string within, string[] places) =>
        Expect.None(Strays(Product, library, within, places));

    [Theory, MemberData(nameof(ProviderPairs))]
    public void A_provider_knows_no_other_provider(string one, string other) =>
        Assert.Empty(
            Crossings(Product, $"Nexus.Infrastructure.Integrations.{one}", $"Nexus.Infrastructure.Integrations.{other}")
        );

    [Fact]
    public void The_domain_needs_the_base_library_alone() =>
        Assert.Empty(BesidesTheBaseLibrary(NexusAssemblies.Domain));

    [Fact]
    public void A_dependency_that_is_there_is_seen()
    {
        Assert.NotEmpty(Crossings(Product, "Nexus.Infrastructure", "Nexus.Application"));
        Assert.NotEmpty(Crossings(Product, "Nexus.Infrastructure.Integrations", "CsvHelper"));
        Assert.NotEmpty(Crossings(Product, "Nexus.Infrastructure.Storage", "Npgsql"));
        Assert.NotEmpty(BesidesTheBaseLibrary(NexusAssemblies.Application));
    }

    [Theory, MemberData(nameof(WaysToNameADriver))]
    public void Every_way_to_name_a_type_is_seen(string offender) =>
        Assert.NotEmpty(Crossings(Planted, offender, "Npgsql").Concat(Crossings(Planted, offender, "NpgsqlTypes")));

    [Fact]
    public void A_name_in_a_text_is_no_use() =>
        Assert.Empty(Crossings(Planted, typeof(NamesNothing).FullName!, "Npgsql"));

    [Fact]
    public void A_library_out_of_its_place_is_found()
    {
        var home = typeof(NamesNothing).Namespace!;

        Assert.NotEmpty(Strays(Planted, "Npgsql", home, [$"{home}.Holds"]));
        Assert.Empty(Strays(Planted, "Npgsql", home, [home]));
    }

    [Fact]
    public void A_namespace_that_begins_alike_is_another_one() =>
        Assert.Empty(Crossings([new Use("Nexus.DomainTools.A", "Npgsql.B")], "Nexus.Domain", "Npgsql"));

    private static List<Use> Crossings(IEnumerable<Use> uses, string layer, string target) =>
        [.. uses.Where(use => IsIn(use.User, layer) && IsIn(use.Used, target))];

    private static List<Use> Strays(IEnumerable<Use> uses, string library, string within, string[] places) =>
        [.. Crossings(uses, within, library).Where(use => !places.Any(place => IsIn(use.User, place)))];

    private static List<string> BesidesTheBaseLibrary(Assembly assembly) =>
        [.. Uses.AssembliesOf(assembly).Where(name => name != "System" && !IsIn(name, "System"))];

    /// <summary>Whether a full name is the namespace or type, or is below or nested in it.</summary>
    private static bool IsIn(string name, string place) =>
        name.StartsWith(place, StringComparison.Ordinal)
        && (name.Length == place.Length || name[place.Length] is '.' or '/' or '`');
}
