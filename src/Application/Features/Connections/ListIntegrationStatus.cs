using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>How the connections of the workspace do, judged by their runs of the last 24 hours.</summary>
public static class ListIntegrationStatus
{
    private const decimal TooManyErrors = 0.1m;

    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<Answer>>;

    /// <param name="Status">operational, degraded or outage.</param>
    /// <param name="LastChecked">When a run last finished; null before the first.</param>
    /// <param name="LastSuccess">When data last arrived; null before the first time.</param>
    /// <param name="ErrorRate">Share of the runs of 24 hours that did not fully succeed, 0 to 1; null where none finished.</param>
    /// <param name="AvgLatency">Mean duration of a call to the provider in milliseconds; null where none was made.</param>
    /// <param name="RecentErrors">The newest of each code of 24 hours, newest first, at most five.</param>
    public sealed record Answer(
        Guid Id,
        string Name,
        string Provider,
        string Status,
        DateTimeOffset? LastChecked,
        DateTimeOffset? LastSuccess,
        decimal? ErrorRate,
        decimal? AvgLatency,
        IReadOnlyList<IntegrationError> RecentErrors
    );

    internal sealed class Handler(IIntegrationRuns runs, TimeProvider clock)
        : IRequestHandler<Query, IReadOnlyList<Answer>>
    {
        private static readonly TimeSpan Window = TimeSpan.FromHours(24);

        public async Task<IReadOnlyList<Answer>> Handle(Query query, CancellationToken cancellationToken) =>
            [.. (await runs.ListAsync(clock.GetUtcNow() - Window, cancellationToken)).Select(AnswerOf)];

        private static Answer AnswerOf(IntegrationRuns one)
        {
            decimal? errorRate = one.Finished == 0 ? null : Math.Round((decimal)one.Failed / one.Finished, 4);
            return new(
                one.Id,
                one.Name,
                one.Provider,
                Judge(one),
                one.LastChecked,
                one.LastSuccess,
                errorRate,
                one.Calls == 0 ? null : Math.Round((decimal)one.CallMilliseconds / one.Calls, 1),
                one.Errors
            );
        }
    }

    /// <summary>
    /// Outage: it waits for a person, or none of its last three runs brought anything. Degraded: the last run did not
    /// fully succeed, or more than a tenth of those that finished did not.
    /// </summary>
    internal static string Judge(IntegrationRuns one) =>
        one.Waits || (one.Latest.Count > 0 && one.Latest.All(status => status == "failed")) ? "outage"
        : one.Latest is [not "succeeded", ..] || one.Failed > TooManyErrors * one.Finished ? "degraded"
        : "operational";
}
