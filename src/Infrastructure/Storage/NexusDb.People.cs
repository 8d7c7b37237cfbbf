using Microsoft.EntityFrameworkCore;
using Nexus.Infrastructure.Storage.Rows;

namespace Nexus.Infrastructure.Storage;

internal sealed partial class NexusDb
{
    private static void People(ModelBuilder model)
    {
        model.Entity<PersonRow>(table =>
        {
            table.ToTable("person").HasKey(row => row.PersonId);
            table.HasIndex(row => row.EmailKey).IsUnique();
        });
        model.Entity<PersonSessionRow>(table =>
        {
            table.ToTable("person_session").HasKey(row => new { row.PersonId, row.SessionId });
            table.HasIndex(row => row.TokenHash);
            table.HasOne<PersonRow>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<MembershipRow>(table =>
        {
            table.ToTable("membership").HasKey(row => new { row.WorkspaceId, row.PersonId });
            table.HasIndex(row => row.PersonId);
            table.HasOne<PersonRow>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Cascade);
            BelongsToWorkspace(table);
        });
        model.Entity<InvitationRow>(table =>
        {
            table.ToTable("invitation").HasKey(row => new { row.WorkspaceId, row.InvitationId });
            table.HasIndex(row => row.TokenHash);
            BelongsToWorkspace(table);
        });
        model.Entity<ProtectionKeyRow>(table => table.ToTable("protection_key").HasKey(row => row.Name));
    }
}
