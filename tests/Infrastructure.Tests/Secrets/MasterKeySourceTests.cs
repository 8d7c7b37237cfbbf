using Nexus.Infrastructure.Secrets;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Secrets;

public sealed class MasterKeySourceTests : IDisposable
{
    private const string Zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _problems = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_malformed_key_is_a_problem_that_does_not_repeat_it()
    {
        Assert.Null(MasterKeySource.ReadConfigured("c2VjcmV0", file: null, _problems));

        var problem = Assert.Single(_problems);
        Assert.Contains("NEXUS_MASTER_KEY", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem()
    {
        Assert.Null(MasterKeySource.ReadConfigured(text: null, _folder["none"], _problems));

        Assert.Contains(_folder["none"], Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sources_are_one_too_many()
    {
        Assert.Null(MasterKeySource.ReadConfigured(Zeros, _folder["none"], _problems));

        Assert.Single(_problems);
    }

    [Fact]
    public void No_source_is_no_problem_yet()
    {
        Assert.Null(MasterKeySource.ReadConfigured(text: null, file: "", _problems));

        Assert.Empty(_problems);
    }

    [Fact]
    public async Task A_file_may_hold_the_key()
    {
        await File.WriteAllTextAsync(_folder["key"], Zeros + "\n");

        Assert.Equal(
            MasterKey.TryParse(Zeros)!.KeyId,
            MasterKeySource.ReadConfigured(null, _folder["key"], _problems)?.KeyId
        );
    }

    [Fact]
    public void A_data_folder_gets_one_key_that_only_its_owner_can_read()
    {
        var made = MasterKeySource.ReadOrGenerate(_folder.Path);
        var read = MasterKeySource.ReadOrGenerate(_folder.Path);

        Assert.Equal(made.KeyId, read.KeyId);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(MasterKeySource.FileIn(_folder.Path))
        );
    }

    [Fact]
    public async Task A_damaged_key_of_a_data_folder_is_never_replaced()
    {
        await File.WriteAllTextAsync(MasterKeySource.FileIn(_folder.Path), "damaged");

        Assert.Throws<StartupException>(() => MasterKeySource.ReadOrGenerate(_folder.Path));

        Assert.Equal("damaged", await File.ReadAllTextAsync(MasterKeySource.FileIn(_folder.Path)));
    }
}
