using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Notes;

public sealed class NoteTests
{
    private const string Edited = "2026-03-10T12:00:00.000Z";

    [Fact]
    public void What_no_property_says_the_note_says_itself()
    {
        var note = Note.From(new GivenProperties("Trade fair"), "Three days.", "https://example.org/1", "Ada", Edited);

        Assert.Equal(new("Trade fair", "Three days.", null, null, "https://example.org/1", "Ada", Edited), note);
    }

    [Fact]
    public void What_a_property_says_counts_before_the_note_itself()
    {
        var values = new GivenProperties("Trade fair")
        {
            ["noteDate"] = new DateRange(new(2026, 3, 4), new(2026, 3, 6)),
            ["noteText"] = "140 conversations",
            ["noteLink"] = "https://example.org/fair",
        };

        var note = Note.From(values, "Three days.", "https://example.org/1", author: null, Edited);

        Assert.Equal(
            new(
                "Trade fair",
                "140 conversations",
                new(2026, 3, 4),
                new(2026, 3, 6),
                "https://example.org/fair",
                null,
                Edited
            ),
            note
        );
        Assert.Equal(values.Asked, NoteSettings.Roles.Select(role => role.Setting).ToHashSet());
    }
}
