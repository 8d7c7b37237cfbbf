using Nexus.Application.Storage;

namespace Nexus.Infrastructure.Storage.People;

internal sealed class MembershipDirectory(PersonStatements statements) : IMembershipDirectory
{
    /// <remarks>The function looks at the person that the transaction has set, and at nobody else.</remarks>
    public Task<IReadOnlyList<JoinedWorkspace>> ListAsync(Guid person, CancellationToken cancellationToken) =>
        statements.ReadAsync(
            person,
            "select workspace_id, public_id, name, role from nexus.joined_workspaces() order by lower(name), workspace_id",
            [],
            row => new JoinedWorkspace(
                new(row.GetInt32(0)),
                row.GetGuid(1),
                row.GetString(2),
                Roles.Read(row.GetString(3))
            ),
            cancellationToken
        );
}
