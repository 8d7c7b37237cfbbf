using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>People as the audit trail names them.</summary>
public static class PersonActor
{
    public static string Of(Person person) => $"person:{person.Email}";
}
