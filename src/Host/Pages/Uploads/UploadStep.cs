using Nexus.Application.Imports;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Uploads;

/// <summary>A step on the way from a file to its values among the metrics, at an address of its own.</summary>
/// <param name="Name">In the list of steps.</param>
/// <param name="Part">Last part of its address.</param>
/// <param name="Title">Of its page.</param>
public sealed record UploadStep(string Name, string Part, string Title)
{
    public static readonly UploadStep File = new("File", "file", "Check how the file is read");
    public static readonly UploadStep Columns = new("Columns", "columns", "Say what the columns hold");
    public static readonly UploadStep DataSet = new("Data set", "data-set", "Choose where the values go");
    public static readonly UploadStep Check = new("Check", "check", "Check before you import");

    public static readonly IReadOnlyList<UploadStep> All = [File, Columns, DataSet, Check];

    public string PathOf(Import import) => $"/uploads/{import.Id}/{Part}";

    /// <summary>The step at which something is to be said next.</summary>
    internal static string Next(Import import) =>
        (
            import.Mapping is not null ? Check
            : AsksForDelimiter(import) ? File
            : Columns
        ).PathOf(import);

    /// <summary>Whether the step can be gone to: data set and check need to know the columns first.</summary>
    internal bool IsOpen(Import import) => this == File || this == Columns || import.Mapping is not null;

    /// <summary>Whether there is nothing more to say at it.</summary>
    internal bool IsDone(Import import) =>
        this == File ? import.Mapping is not null || !AsksForDelimiter(import)
        : this == Columns ? import.Mapping is not null
        : this == DataSet && import.Report is not null;

    internal static Crumb[] Trail(Import import) =>
        [new("Uploads", "/uploads"), new(import.FileName, $"/uploads/{import.Id}")];

    private static bool AsksForDelimiter(Import import) =>
        import.Detection?.Questions.Any(question => question.Code == "delimiter") == true;
}
