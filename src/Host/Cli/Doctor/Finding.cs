namespace Nexus.Host.Cli.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">Its name: two or three words.</param>
/// <param name="Passed">Whether all is well.</param>
/// <param name="Message">What was found and, where it is not well, what to do.</param>
internal sealed record Finding(string Check, bool Passed, string Message)
{
    public static Finding Fine(string check, string message) => new(check, Passed: true, message);

    public static Finding Wrong(string check, string message) => new(check, Passed: false, message);

    public override string ToString() => $"{(Passed ? "ok  " : "FAIL")}  {Check, -20}  {Message}";
}
