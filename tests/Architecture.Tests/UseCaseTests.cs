using System.Reflection;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Architecture.Tests.Planted.Features;

namespace Nexus.Architecture.Tests;

public sealed class UseCaseTests
{
    private static readonly IReadOnlyList<Type> Application =
    [
        .. NexusAssemblies.Written([NexusAssemblies.Application]),
    ];
    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.Find("*.cs", "src/Application/Features");

    [Fact]
    public void Every_use_case_has_the_one_shape() => Expect.None(Application.SelectMany(Faults));

    [Theory]
    [InlineData(typeof(DoOpenThing.Command), "sealed record")]
    [InlineData(typeof(DoMutableThing.Command), "sealed record")]
    [InlineData(typeof(DoPublicThing.Handler), "internal sealed")]
    [InlineData(typeof(StrayRequest), "nested")]
    [InlineData(typeof(StrayHandler), "nested")]
    public void A_use_case_of_another_shape_is_found(Type planted, string fault) =>
        Assert.Contains(Faults(planted), found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void A_use_case_of_the_one_shape_has_no_faults()
    {
        Assert.Empty(Faults(typeof(DoThing.Command)));
        Assert.Empty(Faults(typeof(DoThing.Handler)));
    }

    [Fact]
    public void Every_use_case_has_a_file_of_its_name_to_itself()
    {
        foreach (var useCase in UseCases())
        {
            var home = Files.Single(file =>
                file.Text.Contains($"public static class {useCase.Name}\n", StringComparison.Ordinal)
            );
            Assert.Equal($"{useCase.Name}.cs", Path.GetFileName(home.Path));
            Assert.Single(
                UseCases(),
                other => home.Text.Contains($"static class {other.Name}\n", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void Every_request_has_a_handler()
    {
        var handled = Application
            .SelectMany(type => Closed(type, typeof(IRequestHandler<,>)))
            .Select(i => i.GetGenericArguments()[0]);

        Assert.Empty(Application.Where(IsRequest).Except(handled));
    }

    [Fact]
    public void Every_request_states_what_its_sender_must_be_allowed() =>
        Expect.None(Application.Where(IsRequest).Where(request => !StatesRight(request)));

    [Theory]
    [InlineData(typeof(DoOpenThing.Command))]
    [InlineData(typeof(DoMutableThing.Command))]
    public void A_request_that_states_no_right_or_none_that_there_is_is_found(Type planted) =>
        Assert.False(StatesRight(planted));

    [Fact]
    public void A_request_that_states_its_right_is_left_alone() => Assert.True(StatesRight(typeof(DoThing.Command)));

    [Fact]
    public void There_are_use_cases_to_look_at() => Assert.True(UseCases().Count() > 15);

    private static IEnumerable<Type> UseCases() =>
        Application.Where(IsRequest).Select(request => request.DeclaringType!).Distinct();

    /// <summary>What is wrong with a type that takes part in a use case; nothing for other types.</summary>
    private static IEnumerable<string> Faults(Type type)
    {
        if (IsRequest(type))
        {
            if (!IsNested(type, "Command", "Query"))
                yield return $"{type} is not nested in a use case as its Command or Query";
            if (!type.IsSealed || !IsRecord(type))
                yield return $"{type} is not a sealed record";
        }
        if (Closed(type, typeof(IRequestHandler<,>)).Any())
        {
            if (!IsNested(type, "Handler"))
                yield return $"{type} is not nested in a use case as its Handler";
            if (!IsInternalSealed(type))
                yield return $"{type} is not internal sealed";
        }
        if (type.IsClass && Closed(type, typeof(IValidator<>)).Any() && !IsInternalSealed(type))
            yield return $"{type} is not internal sealed";
    }

    private static bool StatesRight(Type request) =>
        request.GetCustomAttribute<NeedsAttribute>() is { } needs
        && Right.All.Contains(needs.Right, StringComparer.Ordinal);

    private static bool IsRequest(Type type) =>
        type is { IsInterface: false, IsAbstract: false } && Closed(type, typeof(IRequest<>)).Any();

    /// <summary>Whether the type is nested in a static class under one of the names.</summary>
    private static bool IsNested(Type type, params string[] names) =>
        type.DeclaringType is { IsAbstract: true, IsSealed: true } && names.Contains(type.Name, StringComparer.Ordinal);

    private static bool IsInternalSealed(Type type) =>
        type is { IsSealed: true, IsPublic: false, IsNestedPublic: false };

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance) is not null;

    private static IEnumerable<Type> Closed(Type type, Type open) =>
        type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == open);
}
