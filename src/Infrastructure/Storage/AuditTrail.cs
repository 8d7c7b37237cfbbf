using System.Text.Json;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed class AuditTrail(WorkspaceTransactions transactions, IWorkspaceScope scope, TimeProvider clock)
    : IAuditTrail
{
    public async Task AddAsync(
        string action,
        string subject,
        object? before,
        object? after,
        int? batchId,
        CancellationToken cancellationToken
    )
    {
        var db = transactions.Current.Db;
        db.AuditEvents.Add(
            new AuditEventRow
            {
                WorkspaceId = transactions.Current.Workspace.Value,
                At = clock.GetUtcNow(),
                Actor = scope.Actor,
                Action = action,
                Subject = subject,
                Before = Json(before),
                After = Json(after),
                BatchId = batchId,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    private static JsonDocument? Json(object? value) =>
        value is null ? null : JsonSerializer.SerializeToDocument(value, JsonSerializerOptions.Web);
}
