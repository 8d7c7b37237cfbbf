using System.Reflection;
using System.Runtime.CompilerServices;
using Nexus.Architecture.Tests.Planted;

namespace Nexus.Architecture.Tests;

public sealed class AsyncTests
{
    private static readonly Type[] Awaited =
    [
        typeof(Task),
        typeof(Task<>),
        typeof(ValueTask),
        typeof(ValueTask<>),
        typeof(IAsyncEnumerable<>),
    ];

    /// <summary>Methods that take no token on purpose, each with its reason.</summary>
    private static readonly Dictionary<string, string> WithoutToken = new(StringComparer.Ordinal)
    {
        ["WorkspaceSession.CommitAsync"] = "a commit that is cut off midway leaves open whether it happened",
        ["CommitImport.Handler.FailAsync"] = "the failure is noted although the caller has gone",
        ["UploadImport.Handler.GiveUpAsync"] = "the failure is noted although the caller has gone",
        ["ImportFiles.ChunkAsync"] = "reads ahead for a stream, which waits for it when it is disposed of",
        ["PrivatePostgres.ReleaseAsync"] = "a server that is not stopped would outlive its starter",
        ["RepositoryProgram.TerminateAsync"] = "stops what was cancelled, so that it can clean up",
        ["RepositoryProgram.EndAsync"] = "stops what was cancelled, so that it can clean up",
        ["NexusCommandLine.RunAsync"] = "makes the token, from the signals of the system",
        ["ImportEndpoints.Commit"] = "a caller that hangs up does not stop a commit",
        ["ConnectionProbing.ProbeStreamsAsync"] = "its wait carries the caller's token",
        ["ProviderWait.AskAsync"] = "carries the token that it was made with",
        ["PageSource.NextAsync"] = "carries the token that it was made with",
        ["PointBatches.Of"] = "waits for nothing; the store wants a stream",
        ["RunWatch.WatchAsync"] = "ends with what it watches",
        ["RunWatch.AskAsync"] = "ends with what it watches",
        ["LivePages.NextAsync"] = "its stream carries the token of the request",
        ["RunSync.Handler.GiveBackAsync"] = "a node that stops lets another begin at once",
        ["RunSync.Handler.ReleaseAsync"] = "a run that is stopped still gives its connection back",
        ["RunSync.Handler.CloseAsync"] = "what was done is noted although the node shuts down",
        ["GrantedAccesses.AskAsync"] = "many wait for one renewal, and none of them may end it for the others",
        ["GrantRenewal.RenewAsync"] = "a provider that has rotated a token does not take it back",
        ["GrantRenewal.EndAsync"] = "what the provider said of a grant is noted although the caller has gone",
        ["GrantRenewal.AgainAsync"] = "what the provider said of a grant is noted although the caller has gone",
        ["AnswerHeaders.SetAsync"] = "waits for nothing; the framework wants a task",
        ["ApiDescription.Introduce"] = "waits for nothing; the framework wants a task",
        ["ApiDescription.Complete"] = "waits for nothing; the framework wants a task",
    };

    [Fact]
    public void Whatever_waits_can_be_told_to_stop() =>
        Expect.None(Unstoppable(NexusAssemblies.All).Except(WithoutToken.Keys));

    [Fact]
    public void Every_exception_is_still_needed() =>
        Assert.Empty(WithoutToken.Keys.Except(Unstoppable(NexusAssemblies.All)));

    [Fact]
    public void A_method_that_cannot_be_stopped_is_found() =>
        Assert.Equal(["Waits.CannotBeStoppedAsync"], Unstoppable([NexusAssemblies.Tests]).Where(IsPlanted));

    [Fact]
    public void What_is_awaited_says_so_in_its_name() =>
        Expect.None(Unmarked(NexusAssemblies.All).Except(WithoutToken.Keys));

    [Fact]
    public void A_method_whose_name_hides_that_it_waits_is_found() =>
        Assert.Equal(["Waits.Unmarked"], Unmarked([NexusAssemblies.Tests]).Where(IsPlanted));

    private static bool IsPlanted(string method) => method.StartsWith(nameof(Waits), StringComparison.Ordinal);

    private static IEnumerable<string> Unstoppable(IEnumerable<Assembly> assemblies) =>
        Waiting(assemblies).Where(method => !TakesToken(method)).Select(Name);

    /// <summary>Streams are left out: what they are called says what they yield. So are the handlers of endpoints.</summary>
    private static IEnumerable<string> Unmarked(IEnumerable<Assembly> assemblies) =>
        Waiting(assemblies)
            .Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Where(method => !IsStream(method) && !IsEndpoint(method))
            .Select(Name);

    /// <summary>The methods that people wrote and whose signature is theirs to choose.</summary>
    private static IEnumerable<MethodInfo> Waiting(IEnumerable<Assembly> assemblies) =>
        NexusAssemblies
            .Written(assemblies)
            .Where(type => !type.IsSubclassOf(typeof(Delegate)))
            .SelectMany(type =>
                type.GetMethods(
                    BindingFlags.Public
                        | BindingFlags.NonPublic
                        | BindingFlags.Static
                        | BindingFlags.Instance
                        | BindingFlags.DeclaredOnly
                )
            )
            .Where(method => Awaited.Contains(Open(method.ReturnType)))
            .Where(method => !method.Name.Contains('<', StringComparison.Ordinal))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Where(method => !IsForced(method));

    private static bool TakesToken(MethodInfo method) =>
        method
            .GetParameters()
            .Any(parameter =>
                parameter.ParameterType == typeof(CancellationToken)
                // Carries the caller's token: it is aborted with the request.
                || parameter.ParameterType.FullName
                    is "Microsoft.AspNetCore.Http.HttpContext"
                        or "Microsoft.AspNetCore.Http.HttpResponse"
            );

    /// <summary>Whether a base class or an interface from outside prescribes the signature.</summary>
    private static bool IsForced(MethodInfo method)
    {
        if (IsForeign(method.GetBaseDefinition().DeclaringType!))
            return true;
        var owner = method.DeclaringType!;
        return !owner.IsInterface
            && owner
                .GetInterfaces()
                .Where(IsForeign)
                .Any(contract => owner.GetInterfaceMap(contract).TargetMethods.Contains(method));
    }

    private static bool IsForeign(Type type) =>
        !type.Assembly.GetName().Name!.StartsWith("Nexus.", StringComparison.Ordinal);

    private static bool IsStream(MethodInfo method) => Open(method.ReturnType) == typeof(IAsyncEnumerable<>);

    private static bool IsEndpoint(MethodInfo method) =>
        Homes.Any(home => method.DeclaringType!.Name.EndsWith(home, StringComparison.Ordinal))
        && method is { IsPrivate: true, IsStatic: true };

    /// <summary>What classes of endpoints are called by.</summary>
    private static readonly string[] Homes = ["Endpoints", "Pages"];

    private static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static string Name(MethodInfo method) =>
        $"{(method.DeclaringType!.DeclaringType is { } outer ? $"{outer.Name}." : "")}{method.DeclaringType.Name}.{method.Name}";
}
