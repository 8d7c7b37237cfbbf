using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Testing.Integrations;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>Has a scene's provider answer as those do that restate whole days.</summary>
internal static class RestatedDays
{
    /// <summary>From now on, each sync gets the account's rows of these days on one page, which restates them.</summary>
    public static void Answer(SyncScene scene, DateOnly first, DateOnly last) =>
        scene.Provider.Pages = request =>
            [
                new SourcePage(
                    [
                        .. scene
                            .Account.Rows(request.Stream)
                            .Where(row =>
                                string.CompareOrdinal((string)row["day"]!, $"{first:yyyy-MM-dd}") >= 0
                                && string.CompareOrdinal((string)row["day"]!, $"{last:yyyy-MM-dd}") <= 0
                            )
                            .Select(row => FakeAccount.Raw(request.Stream, row)),
                    ],
                    Checkpoint.At(new { Read = Guid.NewGuid() })
                )
                {
                    Restates = new([FakeAccount.Sessions.Metric], Granularity.Day, [], new(first, last)),
                },
            ];
}
