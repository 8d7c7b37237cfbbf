using Microsoft.AspNetCore.Authorization;

namespace Nexus.Host.Identity;

/// <summary>What a caller must be allowed to reach an endpoint.</summary>
internal sealed class RequiredScope(string scope) : IAuthorizationRequirement, IAuthorizationRequirementData
{
    public string Scope { get; } = scope;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}
