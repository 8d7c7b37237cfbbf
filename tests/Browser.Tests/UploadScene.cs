using System.Text;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>Uploads as far as a page needs them.</summary>
internal static class UploadScene
{
    /// <summary>A file with a question of each kind, a new metric, a known one, and texts to group by.</summary>
    private const string Open = """
        Day;Shop;Channel;Currency;Revenue;Visits;Note
        03/04/2026;Kiel;Organic search;EUR;1.234;120;
        04/04/2026;Kiel;Paid search;EUR;2.345;98;late
        05/04/2026;Bonn;Email;EUR;1.111;143;
        06/04/2026;Bonn;Email;EUR;3.120;151;
        07/04/2026;Kiel;Partners;EUR;2.018;99;
        08/04/2026;Bonn;Organic search;EUR;2.877;133;
        """;

    private static readonly ImportMapping Mapping = new()
    {
        Date = new DateMapping("date"),
        Values =
        [
            new ValueMapping
            {
                Column = "revenue",
                Metric = "finance.revenue",
                Currency = "EUR",
            },
            new ValueMapping
            {
                Column = "visits",
                Metric = "custom.shop_visits",
                Name = "Shop visits",
                Unit = "count",
                Aggregation = "sum",
                Direction = "good",
            },
        ],
        Dimensions = [new DimensionMapping("shop", "shop")],
    };

    /// <summary>An address of <see cref="HeldPages.Uploads" /> as it is after what it shows has happened.</summary>
    public static async Task<string> AddressAsync(PagesFixture nexus, string path)
    {
        var part = path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..].TrimStart('/');
        if (path.Contains("{new}", StringComparison.Ordinal))
            return await UploadedAsync(nexus, part, Open);
        if (path.Contains("{checked}", StringComparison.Ordinal))
            return await CheckedAsync(nexus, part);
        if (path.Contains("{imported}", StringComparison.Ordinal))
            return await ImportedAsync(nexus, part);
        var address = await SeenAsync(nexus, path);
        var templates = await nexus.SendAsync(new ListImportTemplates.Query());
        return address.Replace("{template}", $"{templates[0].Id}", StringComparison.Ordinal);
    }

    /// <summary>Address of a step of a file that nobody has said anything about yet.</summary>
    public static async Task<string> UploadedAsync(PagesFixture nexus, string part, string text) =>
        Address((await UploadAsync(nexus, "shops.csv", text, mapping: null)).Id, part);

    /// <summary>Address of the check of a file with these rows of date, shop, revenue and visits, of which a dry run was made.</summary>
    public static async Task<string> ReadyAsync(PagesFixture nexus, string name, string rows)
    {
        var import = await UploadAsync(nexus, name, "date,shop,revenue,visits\n" + rows, Mapping);
        await nexus.SendAsync(new ValidateImport.Command(import.Id));
        return Address(import.Id, "check");
    }

    /// <summary>Address of a step of a file with bad rows, of which a dry run was made.</summary>
    private static async Task<string> CheckedAsync(PagesFixture nexus, string part)
    {
        var import = await UploadAsync(nexus, "shops-april.csv", Rows(faulty: true), Mapping);
        await nexus.SendAsync(new ValidateImport.Command(import.Id));
        return Address(import.Id, part);
    }

    /// <summary>Address of a page of a file that is imported.</summary>
    private static async Task<string> ImportedAsync(PagesFixture nexus, string part)
    {
        var import = await UploadAsync(nexus, "shops-march.csv", Rows(faulty: true), Mapping);
        await nexus.SendAsync(new CommitImport.Command(import.Id, RowErrorPolicy.Skip));
        return Address(import.Id, part);
    }

    /// <summary>The address as it is, with uploads of every state to be seen there.</summary>
    private static async Task<string> SeenAsync(PagesFixture nexus, string path)
    {
        await UploadedAsync(nexus, "", Open);
        await CheckedAsync(nexus, "");
        await ImportedAsync(nexus, "");
        var undone = await UploadAsync(nexus, "shops-february.csv", Rows(faulty: false), Mapping);
        await nexus.SendAsync(new CommitImport.Command(undone.Id));
        await nexus.SendAsync(new UndoImport.Command(undone.Id));
        await Assert.ThrowsAsync<CsvFileException>(() => UploadAsync(nexus, "empty.csv", "", mapping: null));
        return path;
    }

    private static string Address(Guid id, string part) =>
        part.Length == 0 ? $"/uploads/{id}" : $"/uploads/{id}/{part}";

    private static async Task<Import> UploadAsync(PagesFixture nexus, string name, string text, ImportMapping? mapping)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await nexus.SendAsync(
            new UploadImport.Command(name, content, mapping, IngestMode.Upsert, RowErrorPolicy.Abort, null)
        );
    }

    private static string Rows(bool faulty)
    {
        var rows = new StringBuilder("date,shop,revenue,visits\n");
        for (var day = 1; day <= 28; day++)
            rows.Append(
                FormattableString.Invariant(
                    $"2026-04-{day:00},{(day % 2 == 0 ? "Kiel" : "Bonn")},{1000 + day * 37}.50,{90 + day}\n"
                )
            );
        if (faulty)
            rows.Append("2026-04-31,Kiel,1200.00,101\n2026-04-29,Bonn,unknown,99\n2026-04-30,Bonn,none yet,97\n");
        return rows.ToString();
    }
}
