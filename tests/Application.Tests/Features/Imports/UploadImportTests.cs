using FluentValidation;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

public sealed class UploadImportTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_file_over_the_limit_is_refused_and_nothing_of_it_is_kept()
    {
        await using var scene = await OpenAsync(postgres);
        await using var endless = new EndlessStream();

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Nexus.SendAsync(
                scene.Workspace,
                new UploadImport.Command("big.csv", endless, null, IngestMode.Upsert, RowErrorPolicy.Abort, null)
            )
        );

        Assert.Equal("file_too_large", refused.Code);
        Assert.Equal(["0"], await scene.Nexus.RowsAsync(scene.Workspace, "select count(*) from nexus.import_chunk"));
        Assert.Equal(["failed"], await scene.Nexus.RowsAsync(scene.Workspace, "select status from nexus.import"));
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_refused_and_nothing_of_it_is_kept()
    {
        await using var scene = await OpenAsync(postgres);

        await Assert.ThrowsAsync<CsvFileException>(() => scene.UploadAsync([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 1, 2]));

        Assert.Equal(["0"], await scene.Nexus.RowsAsync(scene.Workspace, "select count(*) from nexus.import_chunk"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public async Task A_data_set_has_a_name_that_can_be_stored_and_shown(string dataset)
    {
        await using var scene = await OpenAsync(postgres);

        await Assert.ThrowsAsync<ValidationException>(() => scene.UploadAsync("a,b\n1,2\n", dataset: dataset));
    }

    [Fact]
    public async Task A_name_is_needed_and_no_longer_than_255()
    {
        await using var scene = await OpenAsync(postgres);

        await Assert.ThrowsAsync<ValidationException>(() => scene.UploadAsync("a,b\n1,2\n", fileName: ""));
        await Assert.ThrowsAsync<ValidationException>(() =>
            scene.UploadAsync("a,b\n1,2\n", fileName: new string('x', 256))
        );
    }

    [Fact]
    public async Task What_the_file_is_comes_back_with_its_first_rows()
    {
        await using var scene = await OpenAsync(postgres);

        var import = await scene.UploadAsync("date;spend\n31.01.2026;1.234,50\n01.02.2026;2,00\n");

        Assert.Equal(ImportStatus.Uploaded, import.Status);
        Assert.Equal(";", import.Detection!.Delimiter);
        Assert.Equal(["dd.MM.yyyy", ","], import.Detection.Columns.Select(column => column.Format));
        Assert.Equal(2, import.Detection.Rows);
        Assert.Equal(["31.01.2026", "1.234,50"], import.Detection.Preview[0]);
    }

    [Fact]
    public async Task A_file_of_many_stretches_is_read_back_byte_for_byte()
    {
        await using var scene = await OpenAsync(postgres);
        var text = string.Concat(
            Enumerable
                .Range(0, 120_000)
                .Select(i => FormattableString.Invariant($"2026-01-{1 + (i % 28):00},{i},{i % 97}.5\n"))
        );
        var mapping = new ImportMapping
        {
            Date = new DateMapping("date"),
            Values =
            [
                new ValueMapping
                {
                    Column = "spend",
                    Metric = "ads.spend",
                    Currency = "USD",
                },
            ],
        };

        var import = await scene.ImportAsync("date,id,spend\n" + text, mapping);

        Assert.True(import.Facts.Bytes > 2_000_000);
        Assert.Equal((120_000, 28), (import.Report!.Rows, import.Report.Inserted));
        Assert.Equal(Enumerable.Range(0, 120_000).Sum(i => (i % 97) + 0.5m), Assert.Single(import.Report.Totals).Sum);
    }

    [Fact]
    public async Task The_same_bytes_are_recognised()
    {
        await using var scene = await OpenAsync(postgres);
        const string File = "date,campaign,spend\n2026-01-01,A,1\n";
        var first = await scene.ImportAsync(File, Ads);

        var second = await scene.UploadAsync(File);

        var answer = await scene.Nexus.SendAsync(scene.Workspace, new GetImport.Query(second.Id));
        Assert.Equal(first.Id, answer.SameFile!.Id);
    }

    [Fact]
    public async Task Uploads_are_listed_from_the_newest_page_by_page()
    {
        await using var scene = await OpenAsync(postgres);
        var uploads = new List<Import>();
        for (var i = 0; i < 3; i++)
            uploads.Add(await scene.UploadAsync("date,spend\n2026-01-01,1\n", fileName: $"{i}.csv"));

        var first = await scene.Nexus.SendAsync(scene.Workspace, new ListImports.Query(null, 2));
        var second = await scene.Nexus.SendAsync(scene.Workspace, new ListImports.Query(first[^1].Id, 2));

        Assert.Equal(["2.csv", "1.csv", "0.csv"], first.Concat(second).Select(import => import.FileName));
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'1');
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
