namespace Nexus.Application.Authorisation;

/// <summary>States on a command or query what its sender must be allowed; the pipeline refuses all others.</summary>
/// <param name="right">One of <see cref="Authorisation.Right"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NeedsAttribute(string right) : Attribute
{
    public string Right { get; } = right;
}
