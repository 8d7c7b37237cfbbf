using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Features.OAuth;
using Nexus.Application.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Tests.Http;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Infrastructure.Tests.OAuth;

/// <summary>What holds for the consent at every provider; what a genuine one leads to is tested with providers that answer.</summary>
public sealed class ForgedConsentTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static readonly string[] Keys = ["google-analytics", "google-sheets", "linkedin-ads", "meta-ads", "notion"];

    private static readonly string[] Registrations = ["google", "linkedin", "meta", "notion"];

    private static readonly string[] Forgeries =
    [
        "missing state",
        "unknown state",
        "other browser",
        "no browser",
        "another provider",
        "used state",
        "expired state",
        "other caller",
        "another workspace",
    ];

    private readonly FixedClock _clock = new(new(2026, 3, 10, 11, 0, 0, TimeSpan.Zero));
    private StubProvider _tokens = null!;
    private NexusServices _nexus = null!;
    private WorkspaceId _workspace;

    public static TheoryData<string> Providers => [.. Keys];

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var provider in Keys)
            foreach (var forgery in Forgeries)
                all.Add(provider, forgery);
            return all;
        }
    }

    public async Task InitializeAsync()
    {
        _tokens = await StubProvider.StartAsync();
        _tokens.Answer(StubProvider.Status(400));
        _nexus = Open();
        _workspace = await _nexus.CreateWorkspaceAsync();
    }

    public async Task DisposeAsync()
    {
        await _nexus.DisposeAsync();
        await _tokens.DisposeAsync();
    }

    [Fact]
    public void Every_provider_that_people_consent_at_is_among_them()
    {
        using var scope = _nexus.Enter(_workspace);
        Assert.Equal(
            Keys,
            scope
                .ServiceProvider.GetRequiredService<Connectors>()
                .All.OfType<IAuthorisesByOAuth>()
                .Select(module => module.Descriptor.Key)
                .Order()
        );
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_callback_that_nexus_did_not_ask_for_reaches_no_provider_and_connects_nothing(
        string provider,
        string forgery
    )
    {
        var genuine = await BeginAsync(provider);
        if (forgery == "used state")
            await Assert.ThrowsAsync<RefusedException>(() => _nexus.SendAsync(_workspace, genuine));
        if (forgery == "expired state")
            _clock.Advance(TimeSpan.FromMinutes(10));
        var asked = _tokens.Requests;

        var refused = await Assert.ThrowsAsync<RefusedException>(async () =>
            await _nexus.SendAsync(
                forgery == "another workspace" ? await _nexus.CreateWorkspaceAsync() : _workspace,
                forgery switch
                {
                    "missing state" => genuine with { State = null },
                    "unknown state" => genuine with { State = genuine.State + "x" },
                    "other browser" => genuine with { Binding = (await BeginAsync(provider)).Binding },
                    "no browser" => genuine with { Binding = null },
                    "another provider" => genuine with
                    {
                        Provider = Keys[(Array.IndexOf(Keys, provider) + 1) % Keys.Length],
                    },
                    "other caller" => genuine with { Binding = null, Actor = "key:nx_other" },
                    _ => genuine,
                }
            )
        );

        Assert.Equal("consent_unknown", refused.Code);
        Assert.Equal(asked, _tokens.Requests);
        Assert.Equal(["0"], await _nexus.RowsAsync(_workspace, "select count(*) from nexus.oauth_grant"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_forged_callback_does_not_use_up_the_genuine_one(string provider)
    {
        var genuine = await BeginAsync(provider);
        await Assert.ThrowsAsync<RefusedException>(() =>
            _nexus.SendAsync(_workspace, genuine with { Binding = "forged" })
        );
        Assert.Equal(0, _tokens.Requests);

        await Assert.ThrowsAsync<RefusedException>(() => _nexus.SendAsync(_workspace, genuine));

        Assert.Equal(1, _tokens.Requests);
    }

    private async Task<CompleteConsent.Command> BeginAsync(string provider)
    {
        var started = await _nexus.SendAsync(_workspace, new StartConsent.Command(provider, null, null));
        var state = Parameters.Parse(started.Address.Query)["state"];
        return new(provider, state, "a-code", Error: null, started.Binding, Actor: null);
    }

    private NexusServices Open() =>
        new(
            postgres.App,
            _clock,
            services =>
                services
                    .AddSingleton<IRateBudgets, GrantingBudgets>()
                    .AddSingleton(
                        ProviderAddresses.Read([
                            .. Keys.Select(key => new KeyValuePair<string, string?>(
                                $"{key}:TokenUrl",
                                $"{_tokens.Address}token"
                            )),
                        ])
                    )
                    .AddSingleton(
                        OAuthSettings.Read(
                            [
                                .. Registrations.SelectMany(name =>
                                    new KeyValuePair<string, string?>[]
                                    {
                                        new($"{name}:ClientId", "nexus"),
                                        new($"{name}:ClientSecret", "s3cret"),
                                    }
                                ),
                            ],
                            "https://nexus.example.org"
                        )
                    )
        );
}
