using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class CsvScanTests
{
    public static TheoryData<byte[], string, bool> Files =>
        new()
        {
            { "plain,ascii\n"u8.ToArray(), "utf-8", false },
            { "größer,μικρός,🎅\n"u8.ToArray(), "utf-8", false },
            { [0xEF, 0xBB, 0xBF, (byte)'a'], "utf-8", false },
            { [0xFF, 0xFE, (byte)'a', 0], "utf-16le", false },
            { [0xFE, 0xFF, 0, (byte)'a'], "utf-16be", false },
            { [0xFF, 0xFE, 0, 0, (byte)'a', 0, 0, 0], "utf-32le", false },
            { [0, 0, 0xFE, 0xFF, 0, 0, 0, (byte)'a'], "utf-32be", false },
            { Encoding.Unicode.GetBytes("date,value\n"), "utf-16le", true },
            { Encoding.BigEndianUnicode.GetBytes("date,value\n"), "utf-16be", true },
            { Encoding.Latin1.GetBytes("größer\n"), "windows-1252", true },
            { [(byte)'a', 0xC3], "windows-1252", true },
            { [(byte)'a', 0xC0, 0x80], "windows-1252", true },
            { [0xED, 0xA0, 0x80], "windows-1252", true },
            { [0xF4, 0x90, 0x80, 0x80], "windows-1252", true },
            { [], "utf-8", false },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void The_bytes_alone_decide_the_encoding_however_they_are_cut(byte[] bytes, string encoding, bool guessed)
    {
        for (var piece = 1; piece <= Math.Max(1, bytes.Length); piece++)
        {
            var scan = CsvRun.Files.BeginScan();
            foreach (var part in bytes.Chunk(piece))
                scan.Append(part);
            var expected = new CsvFileFacts(
                bytes.Length,
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                encoding,
                guessed
            );
            Assert.Equal(expected, scan.Complete());
        }
    }
}
