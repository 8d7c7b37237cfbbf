using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>
/// One case of a provider, all of it data: <c>settings.json</c> with the time and the connection's settings,
/// <c>responses/*.json</c> with what the provider answers, and <c>expected.json</c> with what must be stored.
/// </summary>
/// <remarks>
/// A response has a <c>path</c> (a trailing <c>*</c> matches all that begins so), and may have a <c>method</c>, a
/// <c>query</c> and a <c>body</c> of which each text must occur in the request's, a <c>status</c> and <c>headers</c>. Of
/// those that fit, the first by its file's name answers.
/// </remarks>
internal sealed class CaseFolder
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _path;
    private readonly JsonObject _settings;
    private readonly IReadOnlyList<JsonObject> _answers;

    private CaseFolder(string path)
    {
        _path = path;
        _settings = Read(Path.Combine(path, "settings.json"));
        _answers =
        [
            .. Directory.GetFiles(Path.Combine(path, "responses"), "*.json").Order(StringComparer.Ordinal).Select(Read),
        ];
    }

    /// <summary>Names of all cases, such as <c>stripe/a_charge</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .GetDirectories(Home)
            .SelectMany(Directory.GetDirectories)
            .Select(folder => Path.GetRelativePath(Home, folder).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static string Home => Path.Combine(Repository.Root, "tests", "Infrastructure.Tests", "cases");

    public DateTimeOffset Now => (DateTimeOffset)_settings["now"]!;

    public string Settings => _settings["settings"]!.ToJsonString();

    public CaseOutcome Expected =>
        JsonSerializer.Deserialize<CaseOutcome>(File.ReadAllText(Path.Combine(_path, "expected.json")), Shape)!;

    /// <summary>Requests that no file answers.</summary>
    public List<string> Unanswered { get; } = [];

    public static CaseFolder Open(string name) => new(Path.Combine(Home, name));

    /// <summary>Keeps an outcome as the expected one, for a person to read through.</summary>
    public void Accept(CaseOutcome outcome) =>
        File.WriteAllText(
            Path.Combine(_path, "expected.json"),
            JsonSerializer.Serialize(outcome, Shape).ReplaceLineEndings("\n") + "\n"
        );

    /// <summary>Answers from the files.</summary>
    public Fault Recorded =>
        new(
            "recorded",
            (request, _) =>
            {
                if (_answers.FirstOrDefault(answer => Fits(answer, request)) is { } found)
                    return Answer(found);
                lock (Unanswered)
                    Unanswered.Add($"{request.Method} {request.Path}{request.RawQuery} {request.Body}");
                return new() { Status = 404, Text = "{}" };
            }
        );

    private static bool Fits(JsonObject answer, SimulatedRequest request) =>
        ((string?)answer["method"] ?? request.Method) == request.Method
        && IsPath((string)answer["path"]!, request.Path)
        && (answer["query"]?.AsObject() ?? []).All(pair =>
            request.Query[pair.Key]?.Contains((string)pair.Value!, StringComparison.Ordinal) == true
        )
        && (
            answer["body"] is not JsonArray texts
            || texts.All(text => request.Body.Contains((string)text!, StringComparison.Ordinal))
        );

    private static bool IsPath(string pattern, string path) =>
        pattern.EndsWith('*') ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == path;

    private static SimulatedAnswer Answer(JsonObject found)
    {
        var answer = new SimulatedAnswer { Status = (int?)found["status"] ?? 200, Json = found["answer"]?.DeepClone() };
        foreach (var (name, value) in found["headers"]?.AsObject() ?? [])
            answer = answer.With(name, (string)value!);
        return answer;
    }

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsObject();
}

/// <param name="Run">How the run ended.</param>
/// <param name="Points">A line for each stored point, sorted: metric, grain, time, dimensions, value, currency, whether it is final.</param>
/// <param name="Rejected">Stream, code and field of each rejected record, sorted.</param>
internal sealed record CaseOutcome(string Run, IReadOnlyList<string> Points, IReadOnlyList<string> Rejected)
{
    private const string Stored = """
        select concat_ws(' ', s.metric,
            case s.granularity when 0 then 'hour' when 1 then 'day' when 2 then 'week' when 3 then 'month' else s.granularity::text end,
            to_char(p.ts at time zone 'UTC', 'YYYY-MM-DD'), s.dimensions::text, trim_scale(p.value),
            nullif(s.currency, ''), case when p.final then 'final' else 'provisional' end)
        from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id)
        """;

    private const string Rejects = "select concat_ws(' ', stream, code, field) from nexus.rejected_record";

    public static async Task<CaseOutcome> OfAsync(KitNexus nexus, Domain.Workspaces.WorkspaceId workspace)
    {
        var run = await nexus.RowsAsync(workspace, "select status from nexus.sync_run order by queued_at desc limit 1");
        return new(
            run is [var status] ? status.ToLower(CultureInfo.InvariantCulture) : "none",
            [.. (await nexus.RowsAsync(workspace, Stored)).Order(StringComparer.Ordinal)],
            [.. (await nexus.RowsAsync(workspace, Rejects)).Order(StringComparer.Ordinal)]
        );
    }
}
