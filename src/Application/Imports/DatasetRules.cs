using FluentValidation;

namespace Nexus.Application.Imports;

/// <summary>What the name of a data set may be.</summary>
internal static class DatasetRules
{
    private const int MaxLength = 100;

    /// <summary>1 to 100 characters that can be shown; null leaves it to the layout.</summary>
    /// <remarks>PostgreSQL stores no U+0000, and the name of a data set stands in lists.</remarks>
    public static void MustNameDataset<T>(this IRuleBuilder<T, string?> name) =>
        name.Must(given => given is null || !string.IsNullOrWhiteSpace(given))
            .WithMessage("The name of a data set is not blank.")
            .MaximumLength(MaxLength)
            .Must(given => given is null || !given.Any(char.IsControl))
            .WithMessage("The name of a data set has no control characters.");
}
