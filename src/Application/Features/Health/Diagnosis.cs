using System.Globalization;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Health;

/// <summary>What a diagnosis is made of.</summary>
/// <param name="Provider">Its name for people.</param>
/// <param name="Findings">What the provider just said.</param>
/// <param name="Vitals">Null where nothing is known yet.</param>
/// <param name="LastRun">The last run that ended; null before the first.</param>
internal sealed record DiagnosisFacts(
    Connection Connection,
    string Provider,
    ConnectionFindings Findings,
    ConnectionVitals? Vitals,
    RunState? LastRun,
    DateTimeOffset Now
);

/// <summary>The questions that are asked of a connection that brings no data, each with its answer in plain words.</summary>
internal static class Diagnosis
{
    private const string Ok = "ok";
    private const string Fault = "fault";
    private const string Unknown = "unknown";

    public static IReadOnlyList<DiagnosisRow> Of(DiagnosisFacts facts) =>
        [
            Switch(facts),
            Reach(facts),
            Limits(facts),
            SignIn(facts),
            Account(facts),
            Permissions(facts),
            Clock(facts),
            Version(facts),
            LastRun(facts),
            Schedule(facts),
        ];

    private static DiagnosisRow Switch(DiagnosisFacts facts)
    {
        const string Question = "Is the connection switched on?";
        return facts.Connection.Status == ConnectionStatus.Paused
            ? new(
                "paused",
                Question,
                Fault,
                "Somebody paused it, so nothing is fetched.",
                "Resume it on the connection's page."
            )
            : new("paused", Question, Ok, "It is not paused.");
    }

    private static DiagnosisRow Reach(DiagnosisFacts facts)
    {
        var question = $"Can Nexus reach {facts.Provider}?";
        return facts.Findings.Fault switch
        {
            IntegrationFault.Unavailable => new(
                "reach",
                question,
                Fault,
                $"{facts.Provider} did not answer, or said that it has trouble of its own.",
                "Nothing is lost, and Nexus tries again by itself. If it lasts for hours, look at the provider's own status page."
            ),
            IntegrationFault.UnexpectedResponse => new(
                "reach",
                question,
                Fault,
                $"Something answered, but not as {facts.Provider} does: perhaps a proxy or a login page of a network in between.",
                "Whoever runs this Nexus checks its way to the internet."
            ),
            IntegrationFault.OperatorFault => new(
                "reach",
                question,
                Fault,
                $"{facts.Provider} does not accept this Nexus as an application, whoever asks. It is nothing that you did.",
                "Whoever runs this Nexus checks its registration at the provider."
            ),
            _ => new("reach", question, Ok, $"{facts.Provider} answers."),
        };
    }

    private static DiagnosisRow Limits(DiagnosisFacts facts)
    {
        var question = $"Does {facts.Provider} take more questions for now?";
        return facts.Findings.Fault == IntegrationFault.RateLimited || facts.Vitals?.NotBefore > facts.Now
            ? new(
                "limits",
                question,
                Fault,
                $"{facts.Provider} allows only so many questions in a while, and they are used up.",
                "Nexus waits as long as it was asked to, and goes on by itself. A longer interval between syncs helps if it happens often."
            )
            : Asked("limits", question, "No limit is in the way.", asked: !IsSilent(facts));
    }

    private static DiagnosisRow SignIn(DiagnosisFacts facts)
    {
        var question = $"Does {facts.Provider} accept the sign-in?";
        var refused =
            facts.Findings.Fault is IntegrationFault.NeedsReauthorisation or IntegrationFault.NoAccess
            || facts.Connection.Status == ConnectionStatus.NeedsReauthorisation
            || facts.Vitals?.GrantEnded == true;
        if (refused)
            return new(
                "sign_in",
                question,
                Fault,
                $"{facts.Provider} no longer accepts the key or permission that it gave: it has ended, or somebody withdrew it.",
                "Connect again on the connection's page. What was fetched before stays."
            );
        return facts.Findings.Fault == IntegrationFault.Misconfigured
            ? new(
                "sign_in",
                question,
                Fault,
                Said(facts, "credential"),
                "Look at the settings on the connection's page."
            )
            : Asked("sign_in", question, "The sign-in is accepted.", asked: facts.Findings.Fault is null);
    }

    private static DiagnosisRow Account(DiagnosisFacts facts)
    {
        const string Question = "Is it still the same account?";
        var check = Check(facts, "account");
        return check switch
        {
            null when facts.Findings.Fault == IntegrationFault.AccountChanged => new(
                "account",
                Question,
                Fault,
                Said(facts, "credential"),
                "Connect again with the account that was connected at first."
            ),
            null => new("account", Question, Unknown, "It could not be asked."),
            { Ok: true } => new("account", Question, Ok, check.Message),
            _ => new(
                "account",
                Question,
                Fault,
                check.Message,
                "Connect again with the account that was connected at first."
            ),
        };
    }

    private static DiagnosisRow Permissions(DiagnosisFacts facts)
    {
        const string Question = "May Nexus read everything that it needs?";
        if (facts.Findings.Fault is not null)
            return new("permissions", Question, Unknown, "It could not be asked.");
        var refused = facts
            .Findings.Checks.Where(check => check.Name.StartsWith("stream:", StringComparison.Ordinal) && !check.Ok)
            .ToList();
        return refused.Count == 0
            ? new("permissions", Question, Ok, "Everything can be read.")
            : new(
                "permissions",
                Question,
                Fault,
                string.Join(' ', refused.Select(check => check.Message)),
                $"Grant what is named at {facts.Provider}. Everything else is fetched meanwhile."
            );
    }

    private static DiagnosisRow LastRun(DiagnosisFacts facts)
    {
        const string Question = "Did the last sync bring everything?";
        return facts.LastRun switch
        {
            null => new("last_run", Question, Unknown, "There was none yet."),
            { Status: RunStatus.Failed } run => new(
                "last_run",
                Question,
                Fault,
                run.Fault?.Message ?? "It failed.",
                "Once the cause above is mended, sync again."
            ),
            { RecordsRejected: > 0 } run => new(
                "last_run",
                Question,
                Fault,
                $"{run.RecordsRejected.ToString("N0", CultureInfo.InvariantCulture)} records came in a form that could not be read. They are kept apart, and not lost.",
                "Look at the run: it names each of them, and can try them again."
            ),
            { Status: RunStatus.Suspicious } => new(
                "last_run",
                Question,
                Fault,
                "Nothing came, although there usually is something. The figures were left as they were.",
                $"Look at {facts.Provider} whether there really is nothing new."
            ),
            { Status: RunStatus.Partial } run => new(
                "last_run",
                Question,
                Fault,
                run.Fault?.Message ?? "A part of it could not be fetched; the rest was.",
                "Look at the run: it says which part."
            ),
            _ => new("last_run", Question, Ok, "It did."),
        };
    }

    private static DiagnosisRow Schedule(DiagnosisFacts facts)
    {
        const string Question = "Is the next sync planned?";
        return facts.Connection switch
        {
            { Schedule: "manual" } => new("schedule", Question, Ok, "It is synced only when somebody asks for it."),
            { NextDue: { } due } when due < facts.Now - TimeSpan.FromMinutes(15) => new(
                "schedule",
                Question,
                Fault,
                "It is overdue: nobody has begun it at its time.",
                "If it stays so, whoever runs this Nexus checks that its scheduler is running."
            ),
            { NextDue: not null } => new("schedule", Question, Ok, "It is."),
            _ => new("schedule", Question, Unknown, "It waits for what is named above."),
        };
    }

    private static DiagnosisRow Clock(DiagnosisFacts facts)
    {
        const string Question = "Do the clocks agree?";
        return Check(facts, "clock") switch
        {
            null => Asked(
                "clock",
                Question,
                $"{facts.Provider} does not tell its time, and nothing speaks against it.",
                asked: facts.Findings.Fault is null
            ),
            { Ok: true } found => new("clock", Question, Ok, found.Message),
            { } found => new(
                "clock",
                Question,
                Fault,
                found.Message,
                "Whoever runs this Nexus sets its clock by the network (NTP)."
            ),
        };
    }

    private static DiagnosisRow Version(DiagnosisFacts facts)
    {
        var question = $"Does {facts.Provider} still serve what Nexus speaks?";
        return facts.Findings.Fault == IntegrationFault.UpgradeRequired
            ? new("api_version", question, Fault, Said(facts, "credential"), "Whoever runs this Nexus updates it.")
            : Check(facts, "api_version") switch
            {
                { Ok: false } found => new(
                    "api_version",
                    question,
                    Fault,
                    found.Message,
                    "Whoever runs this Nexus updates it."
                ),
                var found => new(
                    "api_version",
                    question,
                    Ok,
                    found?.Message ?? $"{facts.Provider} has announced no end that is near."
                ),
            };
    }

    private static DiagnosisRow Asked(string code, string question, string fine, bool asked) =>
        asked ? new(code, question, Ok, fine) : new(code, question, Unknown, "It could not be asked.");

    /// <summary>Whether the provider itself has said nothing.</summary>
    private static bool IsSilent(DiagnosisFacts facts) =>
        facts.Findings.Fault
            is IntegrationFault.Unavailable
                or IntegrationFault.UnexpectedResponse
                or IntegrationFault.OperatorFault;

    private static ConnectionCheck? Check(DiagnosisFacts facts, string name) =>
        facts.Findings.Checks.FirstOrDefault(check => check.Name == name);

    private static string Said(DiagnosisFacts facts, string check) =>
        facts.Findings.Checks.First(one => one.Name == check).Message;
}
