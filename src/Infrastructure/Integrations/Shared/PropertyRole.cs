using System.Text.Json.Nodes;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>
/// What a property can be to an objective or a note, where the source leaves it to people which properties their tables have:
/// they choose the one that is it.
/// </summary>
/// <param name="Setting">The setting that names the property.</param>
/// <param name="Title">Of the setting, as <paramref name="Description"/>.</param>
internal sealed record PropertyRole(string Setting, string Title, string Description, PropertyKind Kind)
{
    public (string Name, JsonObject Schema) Schema => (Setting, SettingsSchema.Text(Title, Description));
}

/// <summary>What the values of a property have to come to.</summary>
internal enum PropertyKind
{
    /// <summary>Words, such as a text, a name or several.</summary>
    Text,

    /// <summary>A number; a ticked box is 1, and of a relation the members count.</summary>
    Number,

    /// <summary>A day or several.</summary>
    Days,

    /// <summary>One of a few states.</summary>
    State,

    /// <summary>An address.</summary>
    Link,
}
