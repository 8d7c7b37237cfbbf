namespace Nexus.ProviderSimulator.Http;

/// <summary>A request as it came in and what it was told.</summary>
/// <param name="Status">As sent; a connection that was reset has the status that it would have had.</param>
/// <param name="Fault">The name of the fault it met; null for none.</param>
public sealed record RecordedRequest(
    string Provider,
    string Method,
    string Path,
    Parameters Query,
    int Status,
    DateTimeOffset At,
    string? Fault
)
{
    /// <summary>Path and query: what makes two requests the same page.</summary>
    public string Page => Query.All.Count == 0 ? Path : $"{Path}?{Query}";
}

/// <summary>Every request in the order of arrival, until it is cleared.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];

    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    /// <summary>How many requests went to a path; a trailing <c>*</c> matches all that begins so.</summary>
    public int Count(string path) => To(path).Count;

    public IReadOnlyList<RecordedRequest> To(string path) =>
        [.. All.Where(request => PathPattern.Matches(path, request.Path))];

    /// <summary>How often each page was answered with 200 and without a fault. More than once is work done twice.</summary>
    public IReadOnlyDictionary<string, int> PagesServed(string path = "*") =>
        To(path)
            .Where(request => request is { Status: 200, Fault: null })
            .GroupBy(request => request.Page, StringComparer.Ordinal)
            .ToDictionary(page => page.Key, page => page.Count(), StringComparer.Ordinal);

    /// <summary>How many answers had each status.</summary>
    public IReadOnlyDictionary<int, int> Statuses(string path = "*") =>
        To(path).GroupBy(request => request.Status).ToDictionary(group => group.Key, group => group.Count());

    public void Clear()
    {
        lock (_gate)
            _requests.Clear();
    }

    internal void Add(RecordedRequest request)
    {
        lock (_gate)
            _requests.Add(request);
    }
}
