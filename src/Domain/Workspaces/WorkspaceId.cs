using System.Globalization;

namespace Nexus.Domain.Workspaces;

/// <summary>The number that keys every tenant row. It never leaves the process: the API shows the public id instead.</summary>
public readonly record struct WorkspaceId(int Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
