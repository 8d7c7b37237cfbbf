using System.Reflection;
using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Application.Tests.Pipeline;

public sealed class RightsBehaviorTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SignedInPerson Person = new(Guid.Empty, Guid.Empty, "Anna", "anna@example.com");

    /// <summary>Everyone who may send something, with what they hold.</summary>
    private static readonly (string Who, Rights Rights)[] Senders =
    [
        ("nobody", Rights.None),
        ("a key to read", Rights.OfKey([Right.Read])),
        ("a key to write", Rights.OfKey([Right.Write])),
        ("a key of an admin", Rights.OfKey([Right.Admin])),
        ("a key of the operator", Rights.OfKey([Right.Operator])),
        ("a viewer", Rights.OfMember(MemberRole.Viewer, Person)),
        ("an editor", Rights.OfMember(MemberRole.Editor, Person)),
        ("an admin", Rights.OfMember(MemberRole.Admin, Person)),
        ("an owner", Rights.OfMember(MemberRole.Owner, Person)),
    ];

    /// <summary>Each request with the senders that it is refused to, as it states; none of them is looked at further.</summary>
    [Fact]
    public async Task Every_request_is_refused_to_everyone_who_lacks_its_right()
    {
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync();
        var passed = new List<string>();
        foreach (var request in Requests())
        {
            var needed = request.GetCustomAttribute<NeedsAttribute>()!.Right;
            foreach (var (who, rights) in Senders.Where(sender => !sender.Rights.Allow(needed)))
            {
                await using var scope = nexus.Enter(workspace);
                scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().ActAs(who, rights);
                if (await SendAsync(scope.ServiceProvider, request) is not { Code: "insufficient_scope" })
                    passed.Add($"{request.DeclaringType!.Name} by {who}");
            }
        }
        Assert.Empty(passed);
    }

    [Theory]
    [InlineData(MemberRole.Viewer, Right.Person, Right.Read)]
    [InlineData(MemberRole.Editor, Right.Person, Right.Read, Right.Write)]
    [InlineData(MemberRole.Admin, Right.Person, Right.Read, Right.Write, Right.Admin)]
    [InlineData(MemberRole.Owner, Right.Person, Right.Read, Right.Write, Right.Admin, Right.Owner)]
    public void A_role_comes_with_its_rights_and_no_others(MemberRole role, params string[] rights) =>
        Assert.Equal([Right.Nothing, .. rights], Right.All.Where(right => Rights.OfMember(role, Person).Allow(right)));

    [Theory]
    [InlineData(Right.Read, Right.Read)]
    [InlineData(Right.Write, Right.Read, Right.Write)]
    [InlineData(Right.Admin, Right.Read, Right.Write, Right.Admin)]
    [InlineData(Right.Operator, Right.Operator)]
    public void A_key_comes_with_its_rights_and_never_owns_or_is_a_person(string scope, params string[] rights) =>
        Assert.Equal([Right.Nothing, .. rights], Right.All.Where(right => Rights.OfKey([scope]).Allow(right)));

    [Fact]
    public void There_are_requests_of_every_kind() =>
        Assert.Equal(
            Right.All.Order(StringComparer.Ordinal),
            Requests()
                .Select(request => request.GetCustomAttribute<NeedsAttribute>()!.Right)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    private static IEnumerable<Type> Requests() =>
        typeof(RefusedException).Assembly.GetTypes().Where(type => type.IsClass && type.GetInterfaces().Any(IsRequest));

    private static bool IsRequest(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>);

    /// <returns>The refusal, or null where the request got past it.</returns>
    private static async Task<RefusedException?> SendAsync(IServiceProvider services, Type request)
    {
        var answer = request.GetInterfaces().First(IsRequest).GetGenericArguments()[0];
        var send = typeof(IMediator)
            .GetMethods()
            .First(method => method.Name == nameof(IMediator.Send) && method.IsGenericMethod)
            .MakeGenericMethod(answer);
        try
        {
            var empty = RuntimeHelpers.GetUninitializedObject(request);
            await (Task)send.Invoke(services.GetRequiredService<IMediator>(), [empty, CancellationToken.None])!;
            return null;
        }
        catch (RefusedException refused)
        {
            return refused;
        }
    }
}
