namespace Nexus.Application;

/// <summary>What kind of no a request gets.</summary>
public enum RefusalKind
{
    /// <summary>The thing does not exist, or belongs to someone else: the two look the same.</summary>
    NotFound,

    /// <summary>The thing is in a state in which this cannot be done.</summary>
    Conflict,

    /// <summary>The request is well-formed, but what it asks for cannot be done.</summary>
    Unprocessable,

    /// <summary>The caller may not do this.</summary>
    Forbidden,

    /// <summary>The request is over a limit of size.</summary>
    TooLarge,

    /// <summary>A provider, or Nexus's registration there, is in the way: nothing the request says is wrong.</summary>
    Upstream,
}

/// <summary>A request that is refused for a reason the caller can act on.</summary>
/// <param name="kind">What kind of no it is.</param>
/// <param name="code">Stable code; docs/problems.md lists them.</param>
/// <param name="message">What happened, why, and what the caller can do.</param>
/// <param name="details">Facts for programs, such as the allowed values; camelCase keys.</param>
public sealed class RefusedException(
    RefusalKind kind,
    string code,
    string message,
    IReadOnlyDictionary<string, object?>? details = null
) : Exception(message)
{
    public RefusalKind Kind { get; } = kind;

    public string Code { get; } = code;

    public IReadOnlyDictionary<string, object?> Details { get; } = details ?? new Dictionary<string, object?>();

    /// <summary>The same refusal with one more fact.</summary>
    public RefusedException With(string name, object? fact) =>
        new(Kind, Code, Message, new Dictionary<string, object?>(Details) { [name] = fact });
}
