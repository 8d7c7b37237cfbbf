using System.Data.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Nexus.Application.Pipeline;

/// <summary>
/// Repeats a request whose transaction lost a race: serialization failures and deadlocks, at most
/// <see cref="Attempts"/> times in all. It stands outside the transaction, since an aborted one cannot be continued.
/// </summary>
internal sealed class RetryBehavior<TRequest, TResponse>(
    TimeProvider clock,
    ILogger<RetryBehavior<TRequest, TResponse>> log
) : IPipelineBehavior<TRequest, TResponse>
{
    private const int Attempts = 4;

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await next();
            }
            catch (DbException e) when (request is not IProcess<TResponse> && LostRace(e) && attempt < Attempts)
            {
                log.LogInformation("Attempt {Attempt} lost a race ({SqlState}), trying again", attempt, e.SqlState);
                var pause = TimeSpan.FromMilliseconds(10 * (1 << attempt) * (0.5 + Random.Shared.NextDouble()));
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    /// <summary>40001 serialization_failure, 40P01 deadlock_detected (PostgreSQL, appendix A).</summary>
    private static bool LostRace(DbException e) => e.SqlState is "40001" or "40P01";
}
