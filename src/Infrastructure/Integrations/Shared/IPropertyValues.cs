using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>What the properties of one record come to, each found by <see cref="PropertyRole.Setting"/>.</summary>
/// <remarks>Null where the settings name no property, or it is empty.</remarks>
internal interface IPropertyValues
{
    /// <summary>What the record is called; a word for it where it has no name.</summary>
    string Title { get; }

    /// <summary>Of whatever kind; several are joined by commas.</summary>
    string? Text(string role);

    /// <exception cref="RawDataException">It holds something else, or a number that is out of range.</exception>
    decimal? Number(string role);

    /// <exception cref="RawDataException">It holds something else.</exception>
    DateRange? Days(string role);
}
