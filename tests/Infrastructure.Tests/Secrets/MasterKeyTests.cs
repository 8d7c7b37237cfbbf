using System.Security.Cryptography;
using Nexus.Infrastructure.Secrets;

namespace Nexus.Infrastructure.Tests.Secrets;

public sealed class MasterKeyTests
{
    private const string Zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Anything_but_32_bytes_in_base64_is_no_key(string text) => Assert.Null(MasterKey.TryParse(text));

    [Fact]
    public void It_never_prints_itself() => Assert.Equal("***", $"{MasterKey.TryParse(Zeros)}");

    [Fact]
    public void Its_id_is_the_beginning_of_its_hash() =>
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(new byte[32]))[..8],
            MasterKey.TryParse(Zeros + "\n")!.KeyId
        );

    [Fact]
    public void What_is_derived_follows_from_the_key_and_the_label_alone()
    {
        var key = MasterKey.TryParse(Zeros)!;

        Assert.Equal(key.Derive("a"), MasterKey.TryParse(Zeros)!.Derive("a"));
        Assert.NotEqual(key.Derive("a"), key.Derive("b"));
        Assert.NotEqual(key.Derive("a"), MasterKey.Generate().Derive("a"));
    }
}
