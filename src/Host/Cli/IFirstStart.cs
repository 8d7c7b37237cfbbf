namespace Nexus.Host.Cli;

/// <summary>Creates the first workspace and its key on a database that has none.</summary>
public interface IFirstStart
{
    /// <summary>Does nothing where there is a workspace already.</summary>
    /// <param name="apiKey">The key that the operator chose in <c>NEXUS_API_KEY</c>, or null to make one.</param>
    /// <returns>What to show once, or null where nothing was created.</returns>
    Task<FirstStart?> RunAsync(string? apiKey, CancellationToken cancellationToken);
}

/// <summary>What the operator sees once and never again.</summary>
/// <param name="ApiKey">The first workspace's admin key.</param>
/// <param name="SignInPath">Path of the page that signs the operator in, below the server's address, or null.</param>
public sealed record FirstStart(string ApiKey, string? SignInPath)
{
    public override string ToString() => "***";
}
