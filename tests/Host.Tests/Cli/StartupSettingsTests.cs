using Microsoft.Extensions.Configuration;
using Nexus.Host.Cli;
using Nexus.Infrastructure;

namespace Nexus.Host.Tests.Cli;

public sealed class StartupSettingsTests
{
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public void Everything_wrong_is_named_at_once_and_no_secret_with_it()
    {
        var refused = Assert.Throws<StartupException>(() =>
            Read(
                "listen here",
                ("ConnectionStrings:Nexus", "Host=db;Pasword=hush"),
                ("ConnectionStrings:NexusOwner", "Username=me"),
                ("NEXUS_MASTER_KEY", "hush-hush")
            )
        );

        Assert.Equal(4, refused.Problems.Count(problem => !problem.Contains("beside", StringComparison.Ordinal)));
        Assert.DoesNotContain("hush", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_of_the_operator_needs_a_key_of_the_operator()
    {
        var refused = Assert.Throws<StartupException>(() =>
            Read("http://127.0.0.1:5080", ("ConnectionStrings:Nexus", "Host=db;Username=me"))
        );

        Assert.Contains("NEXUS_MASTER_KEY", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_server_needs_nothing()
    {
        var settings = Read("http://127.0.0.1:5080");

        Assert.True(settings.Private);
        Assert.Null(settings.MasterKey);
    }

    [Theory]
    [InlineData("http://*:5080")]
    [InlineData("http://+:5080;https://[::1]:5081")]
    [InlineData("http://localhost:0")]
    public void Every_form_of_address_that_Kestrel_takes_is_taken(string urls) => Assert.Equal(urls, Read(urls).Urls);

    [Fact]
    public void Secrets_are_not_printed() =>
        Assert.DoesNotContain(
            "hush",
            $"{Read("http://*:1", ("ConnectionStrings:Nexus", "Host=db;Password=hush"), ("NEXUS_MASTER_KEY", Key))}",
            StringComparison.Ordinal
        );

    private static StartupSettings Read(string urls, params (string Name, string Value)[] configuration) =>
        StartupSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(configuration.ToDictionary(pair => pair.Name, pair => (string?)pair.Value))
                .Build(),
            "data",
            urls
        );
}
