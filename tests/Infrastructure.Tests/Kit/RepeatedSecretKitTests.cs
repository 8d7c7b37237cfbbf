using Nexus.Application.Features.Connections;
using Nexus.ProviderSimulator.Faults;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class RepeatedSecretKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public async Task A_secret_is_told_to_nobody_not_even_where_the_provider_repeats_it(string provider)
    {
        using var heard = new KitEars();
        await using var nexus = await KitNexus.StartAsync(database, provider, heard.Listen);
        var workspace = await nexus.OpenAsync();
        var made = await nexus.ConnectAsync(workspace);
        await nexus.RunAsync();

        foreach (var fault in Repeating(nexus))
        {
            nexus.Simulator.Faults.Clear();
            nexus.Simulator.Faults.Always("*", fault);
            heard.Hear((await nexus.SendAsync(workspace, new TestConnection.Command(made.Id))).ToString());
            heard.Hear(await Record.ExceptionAsync(() => nexus.ConnectAsync(workspace)));
            await nexus.DueAsync();
            await nexus.RunOnceAsync();
        }
        heard.Hear(await nexus.SendAsync(workspace, new GetConnection.Query(made.Id)));
        await heard.HearAsync(database.Database);

        Assert.True(heard.Count > 100, $"Only {heard.Count} things were heard.");
        Assert.All(
            nexus.Account.Credentials.Values.Concat(nexus.Account.Secrets),
            secret => Assert.Empty(heard.Holding(secret))
        );
    }

    /// <summary>Refusals of all kinds that repeat every secret that they were sent.</summary>
    private static IEnumerable<Fault> Repeating(KitNexus nexus)
    {
        var said = string.Join(' ', nexus.Account.Credentials.Values.Concat(nexus.Account.Secrets));
        var quoted = System.Text.Json.JsonSerializer.Serialize(said);
        foreach (var status in new[] { 200, 400, 401, 403, 404, 500 })
            yield return Fault.Status(
                status,
                $$"""{"error":{"message":{{quoted}},"code":{{quoted}}},"errors":[{"code":{{quoted}}}],"message":{{quoted}}}"""
            );
        yield return Fault.Status(200, said, "text/html");
    }
}
