using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Tests.Recorded;

/// <summary>
/// Every payload that was recorded at a provider, read by what reads it in Nexus. The payloads lie beside the checkout; where
/// they are absent, what reads them ends at once.
/// </summary>
public sealed class PayloadTests
{
    public static TheoryData<string> Folders => [.. PayloadManifest.Providers.Select(provider => provider.Folder)];

    public static TheoryData<string, string> Payloads()
    {
        var all = new TheoryData<string, string>();
        foreach (var provider in PayloadManifest.Providers)
        {
            foreach (var file in PayloadManifest.Of(provider.Folder).Entries.Keys)
                all.Add(provider.Folder, file);
        }
        return all;
    }

    [Theory, MemberData(nameof(Payloads))]
    public async Task A_payload_comes_to_what_was_expected_of_it(string folder, string file)
    {
        if (PayloadManifest.Read(folder, file) is not { } payload)
            return;
        var entry = PayloadManifest.Of(folder).Entries[file];
        var provider = PayloadManifest.Providers.Single(one => one.Folder == folder);

        var told = await ToldAsync(provider.Readers[entry.Is], payload);

        if (Environment.GetEnvironmentVariable("NEXUS_ACCEPT_CASES") is not null)
        {
            PayloadManifest.Accept(folder, file, told);
            Assert.Fail($"{folder}/{file} was written anew: read it, and run it without NEXUS_ACCEPT_CASES.");
        }
        Assert.Equal(entry.Tells, told);
    }

    [Theory, MemberData(nameof(Folders))]
    public void Every_payload_is_named_and_every_name_is_one(string folder)
    {
        if (PayloadManifest.Files(folder) is { } files)
            Assert.Empty(PayloadManifest.Gaps(PayloadManifest.Of(folder).Entries.Keys, files));
    }

    [Fact]
    public void A_payload_that_nobody_names_is_found() =>
        Assert.Equal(
            "planted.json lies among the payloads, and nobody says what is expected of it.",
            Assert.Single(PayloadManifest.Gaps(["one.json"], ["one.json", "planted.json"]))
        );

    [Fact]
    public void A_name_without_a_payload_is_found() =>
        Assert.Equal(
            "planted.json is named, and does not exist.",
            Assert.Single(PayloadManifest.Gaps(["one.json", "planted.json"], ["one.json"]))
        );

    [Fact]
    public void Nothing_is_expected_of_nothing() =>
        Assert.All(
            PayloadManifest.Providers.SelectMany(provider => PayloadManifest.Of(provider.Folder).Entries),
            entry => Assert.True(entry.Value.Tells.Count > 0, entry.Key)
        );

    private static async Task<IReadOnlyList<string>> ToldAsync(RecordedReader read, RecordedFile payload)
    {
        try
        {
            return await read(payload);
        }
        catch (IntegrationException fault)
        {
            return [RecordedScene.Text(fault)];
        }
        catch (RawDataException reject)
        {
            return [RecordedScene.Text(reject)];
        }
    }
}
