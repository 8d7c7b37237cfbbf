using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.LinkedInAds;
using Nexus.Infrastructure.Integrations.MetaAds;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.XAds;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Ads;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.XAds;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>One of the simulated networks, as tests of all of them see it.</summary>
internal abstract class AdNetwork
{
    public abstract string Key { get; }

    /// <summary>Where figures come from, as a pattern of paths.</summary>
    public abstract string Reports { get; }

    /// <summary>The network's own way to ask for fewer calls.</summary>
    public abstract Fault Throttled(DateTimeOffset now);

    public abstract ISimulatedProvider Provider(Simulator simulator);

    public abstract AdBook CreateAccount(Simulator simulator, string id);

    public abstract Dictionary<string, string> Credentials(Simulator simulator, params string[] accounts);

    public abstract void Revoke(Simulator simulator, Dictionary<string, string> credentials);

    public abstract IConnectorModule Module(IProviderHttp http, TimeProvider clock);

    public static AdNetwork Meta { get; } = new MetaNetwork();

    public static AdNetwork LinkedIn { get; } = new LinkedInNetwork();

    public static AdNetwork X { get; } = new XNetwork();

    private sealed class MetaNetwork : AdNetwork
    {
        public override string Key => "meta-ads";

        public override string Reports => "/v25.0/act_*";

        /// <remarks>With status 400, and no header of the standard.</remarks>
        public override Fault Throttled(DateTimeOffset now) =>
            new(
                "throttled",
                (_, _) =>
                    new SimulatedAnswer
                    {
                        Status = 400,
                        Text =
                            """{"error":{"message":"There have been too many calls to this ad-account.","type":"OAuthException","code":80000,"error_subcode":2446079}}""",
                    }.With(
                        "x-business-use-case-usage",
                        """{"1":[{"type":"ads_insights","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]}"""
                    )
            );

        public override ISimulatedProvider Provider(Simulator simulator) => simulator.Meta;

        public override AdBook CreateAccount(Simulator simulator, string id) => simulator.Meta.CreateAccount(id);

        public override Dictionary<string, string> Credentials(Simulator simulator, params string[] accounts) =>
            new(StringComparer.Ordinal) { ["accessToken"] = simulator.Meta.CreateToken(accounts) };

        public override void Revoke(Simulator simulator, Dictionary<string, string> credentials) =>
            simulator.Meta.Revoke(credentials["accessToken"]);

        public override IConnectorModule Module(IProviderHttp http, TimeProvider clock) =>
            new MetaAdsModule(http, clock);
    }

    private sealed class LinkedInNetwork : AdNetwork
    {
        public override string Key => "linkedin-ads";

        public override string Reports => "/rest/adAnalytics";

        /// <remarks>Its words alone say how long it lasts.</remarks>
        public override Fault Throttled(DateTimeOffset now) =>
            Fault.Status(
                429,
                """{"status":429,"message":"The data request limit has been exceeded. More than 45 million metric values were requested in a 5-minute window."}"""
            );

        public override ISimulatedProvider Provider(Simulator simulator) => simulator.LinkedIn;

        public override AdBook CreateAccount(Simulator simulator, string id) =>
            simulator.LinkedIn.CreateAccount(id, currency: "USD");

        public override Dictionary<string, string> Credentials(Simulator simulator, params string[] accounts) =>
            new(StringComparer.Ordinal) { ["accessToken"] = simulator.LinkedIn.CreateToken(accounts) };

        public override void Revoke(Simulator simulator, Dictionary<string, string> credentials) =>
            simulator.LinkedIn.Revoke(credentials["accessToken"]);

        public override IConnectorModule Module(IProviderHttp http, TimeProvider clock) =>
            new LinkedInAdsModule(http, clock);
    }

    private sealed class XNetwork : AdNetwork
    {
        public override string Key => "x-ads";

        public override string Reports => "/12/stats/*";

        public override Fault Throttled(DateTimeOffset now) =>
            new(
                "throttled",
                (_, _) =>
                    new SimulatedAnswer { Status = 429, Text = """{"errors":[{"code":"TOO_MANY_REQUESTS"}]}""" }
                        .With("x-rate-limit-reset", $"{now.AddHours(5).ToUnixTimeSeconds()}")
                        .With("x-account-rate-limit-reset", $"{now.AddMinutes(11).ToUnixTimeSeconds()}")
                        .With("Date", now.ToString("R"))
            );

        public override ISimulatedProvider Provider(Simulator simulator) => simulator.X;

        public override AdBook CreateAccount(Simulator simulator, string id) =>
            simulator.X.CreateAccount(id, zone: "UTC");

        public override Dictionary<string, string> Credentials(Simulator simulator, params string[] accounts) =>
            new(StringComparer.Ordinal)
            {
                ["consumerKey"] = XSimulation.ConsumerKey,
                ["consumerSecret"] = XSimulation.ConsumerSecret,
                ["accessToken"] = simulator.X.CreateToken(accounts),
                ["accessTokenSecret"] = XSimulation.TokenSecret,
            };

        public override void Revoke(Simulator simulator, Dictionary<string, string> credentials) =>
            simulator.X.Revoke(credentials["accessToken"]);

        public override IConnectorModule Module(IProviderHttp http, TimeProvider clock) => new XAdsModule(http, clock);
    }
}
