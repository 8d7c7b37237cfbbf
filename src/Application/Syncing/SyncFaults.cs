using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>What people are told: what happened, why, what Nexus does next, and what they can do.</summary>
internal static class SyncFaults
{
    public const string InternalError = "internal_error";

    public static SyncFault Of(IntegrationException e) =>
        new(Code(e.Fault), $"{e.Message.TrimEnd()}{Support(e)} {Next(e)}");

    public static string Code(IntegrationFault fault) =>
        fault switch
        {
            IntegrationFault.Misconfigured => "misconfigured",
            IntegrationFault.NeedsReauthorisation => "needs_reauthorisation",
            IntegrationFault.NoAccess => "no_access",
            IntegrationFault.RateLimited => "rate_limited",
            IntegrationFault.Preparing => "preparing",
            IntegrationFault.Unavailable => "unavailable",
            IntegrationFault.UpgradeRequired => "upgrade_required",
            IntegrationFault.OperatorFault => "operator_fault",
            IntegrationFault.AccountChanged => "account_changed",
            _ => "unexpected_response",
        };

    /// <summary>What a connection waits for after a fault; null where it goes on by itself.</summary>
    public static ConnectionStatus? StatusAfter(IntegrationFault fault) =>
        fault switch
        {
            IntegrationFault.NeedsReauthorisation => ConnectionStatus.NeedsReauthorisation,
            IntegrationFault.Misconfigured or IntegrationFault.UpgradeRequired or IntegrationFault.AccountChanged =>
                ConnectionStatus.NeedsAttention,
            _ => null,
        };

    /// <summary>Whether the run waits for the time that the provider named, and is no failure.</summary>
    public static bool Parks(IntegrationFault fault) =>
        fault is IntegrationFault.RateLimited or IntegrationFault.Preparing;

    /// <summary>Whether other streams may still be read after it.</summary>
    public static bool ConcernsOneStream(IntegrationFault fault) =>
        fault
            is IntegrationFault.NoAccess
                or IntegrationFault.Unavailable
                or IntegrationFault.UnexpectedResponse
                or IntegrationFault.Split;

    public static SyncFault AccountChanged(string provider, string connected, string answering) =>
        new(
            Code(IntegrationFault.AccountChanged),
            $"{provider} answers for the account {answering}, but this connection was made with {connected}. Nothing was read, because the figures of two accounts would be mixed. The connection waits. Give it a credential of {connected}, or connect {answering} as a connection of its own."
        );

    public static SyncFault Rejected(long records) =>
        new(
            "records_rejected",
            $"{records.ToString("N0", CultureInfo.InvariantCulture)} records could not be read, because they lack what the provider documents. They are kept, and everything else is stored. Nexus tries them again when you ask for a replay; the run lists them."
        );

    public static SyncFault TooManyRejected(string stream, int rejected, int records) =>
        new(
            "too_many_rejected",
            $"{rejected} of {records} records of a page of {stream} could not be read. So many at once mean that the provider's answer has changed, not that records are bad, so the page is not counted as read. The records are kept, and Nexus tries the page again at the next sync. If it stays so, Nexus has to be upgraded."
        );

    public static SyncFault Suspicious(IEnumerable<string> streams) =>
        new(
            "nothing_read",
            $"The provider answered, but returned nothing at all for {string.Join(", ", streams)}, where an account in use always has data. What was stored before is kept. Nexus reads again at the next sync. Check at the provider that the data is still there and that the credential still reaches all of it."
        );

    public static SyncFault SweepRefused(long unseen, long held) =>
        new(
            "too_many_missing",
            $"A full listing lacks {unseen} of {held} records that are stored. So many at once look like a wrong answer rather than like deletions, so nothing was deleted. Nexus lists again at the next reconciliation. If they were deleted indeed, disconnect with the data erased, and connect again."
        );

    public static SyncFault SweepUnclear(long unseen) =>
        new(
            "missing_unclear",
            $"A full listing lacks {unseen} records that are stored, and holds some that could not be read and do not tell which they are. They may be the same ones, so nothing was deleted. Nexus lists again at the next reconciliation. The rejected records are listed with the run; if they stay unreadable, Nexus has to be upgraded."
        );

    public static SyncFault Internal() =>
        new(
            InternalError,
            "Nexus itself failed in the middle of this run. What was stored until then stays, and the next sync goes on from there by itself. If it happens again, tell the operator the id of this run: the log has the cause."
        );

    public static SyncFault GaveUp(int attempts) =>
        new(
            "gave_up",
            $"{attempts} nodes began this run, one after the other, and none lived to store a page of it, so it was given up. The next sync begins at its time. Tell the operator the id of this run."
        );

    public static SyncFault NoProvider(string provider) =>
        new(
            "provider_missing",
            $"This installation of Nexus does not know the provider '{provider}' any more, so nothing was read. The data stays. Tell the operator."
        );

    private static string Support(IntegrationException e) =>
        e.RequestId is { } id ? $" (For the provider's support: request {id}.)" : "";

    private static string Next(IntegrationException e) =>
        e.Fault switch
        {
            IntegrationFault.Misconfigured =>
                "The connection waits, and its data stays. Change its settings; it goes on from where it was.",
            IntegrationFault.NeedsReauthorisation =>
                "The connection waits, and its data stays. Connect again with a valid credential of the same account; it goes on from where it was.",
            IntegrationFault.NoAccess =>
                "What it holds is not shown as zero: it is missing. The other streams are read. Give the credential this right at the provider; the next sync picks it up.",
            IntegrationFault.RateLimited or IntegrationFault.Preparing =>
                $"Nexus waits until {Time(e.RetryAt)} and then goes on by itself from where it was.",
            IntegrationFault.Unavailable =>
                "What was stored until then stays, and Nexus tries again by itself, less often while it keeps failing. There is nothing to do unless it lasts.",
            IntegrationFault.UpgradeRequired =>
                "The connection waits, and its data stays. The operator has to upgrade Nexus.",
            IntegrationFault.OperatorFault =>
                "This is not about your account: Nexus's own registration at the provider is at fault. Nexus tries again on schedule. The operator has to mend it.",
            IntegrationFault.AccountChanged =>
                "Nothing was read. The connection waits. Give it a credential of the account it was made with.",
            _ =>
                "Nothing of that answer was stored. Nexus tries again at the next sync. If it stays so, the provider has changed its answers and Nexus has to be upgraded.",
        };

    private static string Time(DateTimeOffset? at) =>
        at is { } until
            ? until.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : "later";
}
