using System.Net;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Http;
using static Nexus.Infrastructure.Tests.Http.StubProvider;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class BudgetHandlerTests : IAsyncLifetime
{
    private readonly OpenBudgets _budgets = new();
    private HttpScene _scene = null!;

    public async Task InitializeAsync()
    {
        _scene = await HttpScene.StartAsync(_budgets);
        _scene.Stub.Answer(Status(200));
    }

    public async Task DisposeAsync() => await _scene.DisposeAsync();

    [Fact]
    public async Task A_budget_that_is_used_up_for_long_puts_the_call_off()
    {
        _budgets.Grants.Enqueue(new RateGrant(IsGranted: false, TimeSpan.FromSeconds(42)));

        var failure = await _scene.FailAsync();

        Assert.Equal(
            (IntegrationFault.RateLimited, HttpScene.Start.AddSeconds(42), 0),
            (failure.Fault, failure.RetryAt, _scene.Stub.Requests)
        );
    }

    [Fact]
    public async Task A_short_wait_is_waited_for()
    {
        _budgets.Grants.Enqueue(new RateGrant(IsGranted: true, TimeSpan.FromSeconds(3)));

        using var response = await _scene.GetAsync();

        Assert.Equal(HttpScene.Start.AddSeconds(3), _scene.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_call_that_waited_asks_anew_when_the_provider_told_another_node_to_wait()
    {
        _budgets.Grants.Enqueue(new RateGrant(IsGranted: true, TimeSpan.FromSeconds(3)));
        _budgets.Grants.Enqueue(new RateGrant(IsGranted: false, TimeSpan.FromSeconds(60)));
        _budgets.Parked.Enqueue(true);

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.RateLimited, 0), (failure.Fault, _scene.Stub.Requests));
    }

    [Fact]
    public async Task Every_attempt_takes_from_the_budget()
    {
        _scene.Stub.Answer(Status(500), Status(500), Status(200));

        using var response = await _scene.GetAsync();

        Assert.Equal(3, _budgets.Taken);
    }

    [Fact]
    public async Task A_time_that_the_provider_names_parks_the_budget_of_all_nodes()
    {
        _scene.Stub.Answer(Status(429, "Retry-After: 90"));

        await _scene.FailAsync();

        Assert.Equal([TimeSpan.FromSeconds(90)], _budgets.Parks);
    }

    [Fact]
    public async Task A_limit_that_others_share_parks_them_and_not_the_account()
    {
        _scene.Stub.Answer(Status(429, "Retry-After: 90"));
        var calls = HttpScene.Calls() with { SharedLimits = [new("app", 100, 100)], UsedUp = _ => "app" };

        await _scene.FailAsync(calls);

        Assert.Equal([RateScope.Of("test", "app")], _budgets.ParkedScopes);
    }

    [Fact]
    public async Task No_more_calls_are_under_way_than_the_limit_allows()
    {
        _scene.Stub.Answer(StalledBody);
        using var stop = new CancellationTokenSource();
        var client = _scene.Open();
        var under = Enumerable
            .Range(0, 4)
            .Select(_ => client.GetAsync(new Uri("v1/things", UriKind.Relative), stop.Token))
            .ToList();
        for (var call = 0; call < under.Count; call++)
            await _scene.Stub.ArrivedAsync();

        var failure = await _scene.FailAsync();

        Assert.Equal((IntegrationFault.RateLimited, 4), (failure.Fault, _scene.Stub.Requests));
        // How far the clock has hurried on depends on how long the machine took.
        Assert.True(failure.RetryAt >= HttpScene.Start.AddSeconds(20), $"{failure.RetryAt}");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(under));
        _scene.Stub.Answer(Status(200));
        using var response = await _scene.GetAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
