using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Tests.Syncing;

public sealed class RunTallyTests
{
    private static readonly SyncFault Fault = new("unavailable", "It is down.");

    [Fact]
    public void All_streams_read_to_their_end_is_a_success() =>
        AssertIs(RunStatus.Succeeded, complete: true, Ended(1), Ended(0));

    [Fact]
    public void Nothing_to_read_is_a_success() => AssertIs(RunStatus.Succeeded, complete: false);

    [Fact]
    public void A_stream_that_failed_beside_one_that_did_not_is_partial() =>
        AssertIs(RunStatus.Partial, complete: false, Ended(1), Failed(0));

    [Fact]
    public void A_stream_that_failed_after_some_pages_is_partial() =>
        AssertIs(RunStatus.Partial, complete: false, Failed(2));

    [Fact]
    public void Nothing_committed_is_failed() => AssertIs(RunStatus.Failed, complete: false, Failed(0), Denied());

    [Fact]
    public void A_stream_that_may_not_be_read_is_partial_and_holds_nothing_up() =>
        AssertIs(RunStatus.Partial, complete: true, Ended(1), Denied());

    [Fact]
    public void Rejected_records_are_partial() =>
        AssertIs(RunStatus.Partial, complete: true, Ended(3, stream => stream.Rejected = 1));

    [Fact]
    public void Nothing_in_the_only_stream_that_usually_has_data_is_suspicious() =>
        AssertIs(RunStatus.Suspicious, complete: true, Ended(0, Usual), Ended(5));

    [Fact]
    public void Nothing_in_one_of_several_such_streams_is_suspicious_only_where_it_once_had_data()
    {
        AssertIs(RunStatus.Succeeded, complete: true, Ended(0, Usual), Ended(1, Usual));
        AssertIs(
            RunStatus.Suspicious,
            complete: true,
            Ended(
                0,
                stream =>
                {
                    Usual(stream);
                    stream.OnceHadData = true;
                }
            ),
            Ended(1, Usual)
        );
    }

    [Fact]
    public void Nothing_new_is_not_suspicious() =>
        AssertIs(
            RunStatus.Succeeded,
            complete: true,
            Ended(
                0,
                stream =>
                {
                    Usual(stream);
                    (stream.ReadWhole, stream.OnceHadData) = (false, true);
                }
            )
        );

    [Fact]
    public void What_was_committed_before_a_run_was_resumed_counts()
    {
        var resumed = new RunTally(pagesBefore: 3, readBefore: 6, rejectedBefore: 0) { Fault = Fault };
        Assert.Equal(RunStatus.Partial, resumed.Status());

        var rejected = new RunTally(pagesBefore: 3, readBefore: 6, rejectedBefore: 2);
        rejected.Stream("a").Outcome = StreamOutcome.Complete;
        Assert.Equal(RunStatus.Partial, rejected.Status());
        Assert.Equal("records_rejected", rejected.Told(RunStatus.Partial)!.Code);
    }

    [Fact]
    public void The_latest_time_that_a_provider_named_is_waited_for()
    {
        var tally = new RunTally(0, 0, 0);
        tally.WaitUntil(null);
        tally.WaitUntil(DateTimeOffset.UnixEpoch.AddHours(2));
        tally.WaitUntil(DateTimeOffset.UnixEpoch.AddHours(1));
        tally.WaitUntil(null);

        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(2), tally.RetryAt);
    }

    private static void AssertIs(RunStatus status, bool complete, params Action<StreamTally>[] streams)
    {
        var tally = new RunTally(0, 0, 0);
        for (var i = 0; i < streams.Length; i++)
            streams[i](tally.Stream($"stream {i}"));

        Assert.Equal((status, complete), (tally.Status(), tally.IsComplete));
        Assert.Equal(status == RunStatus.Succeeded, tally.Told(status) is null);
    }

    private static Action<StreamTally> Ended(int read, Action<StreamTally>? adjust = null) =>
        stream =>
        {
            (stream.Outcome, stream.Read) = (StreamOutcome.Complete, read);
            adjust?.Invoke(stream);
        };

    private static void Usual(StreamTally stream) => (stream.UsuallyHasData, stream.ReadWhole) = (true, true);

    private static Action<StreamTally> Failed(int read) =>
        stream => (stream.Outcome, stream.Read, stream.Fault) = (StreamOutcome.Failed, read, Fault);

    private static Action<StreamTally> Denied() =>
        stream => (stream.Outcome, stream.Fault) = (StreamOutcome.Denied, Fault);
}
