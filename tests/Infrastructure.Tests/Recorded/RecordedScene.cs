using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Tests.Integrations.Csv;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Recorded;

/// <summary>What all recorded payloads are read with, and how what came of them is written down.</summary>
internal static class RecordedScene
{
    public static readonly DateTimeOffset Now = new(2026, 9, 20, 12, 0, 0, TimeSpan.Zero);

    public static TimeProvider Clock => new FixedClock(Now);

    /// <summary>A connection to the account 77 by a token that a person consented to.</summary>
    public static ConnectionContext Consented(object? settings = null) =>
        new(Guid.Empty, JsonSerializer.SerializeToElement(settings ?? new { }), new Dictionary<string, Secret>(), null)
        {
            Access = new Consent(),
        };

    /// <summary>What Nexus's token endpoint makes of an answer.</summary>
    public static async Task<IReadOnlyList<string>> TokenAsync(
        Func<RecordedHttp, IAuthorisesByOAuth> provider,
        JsonElement answer,
        int status = 200
    )
    {
        var http = new RecordedHttp().On("POST", answer, status);
        var endpoint = new TokenEndpoint(http, ProviderAddresses.None, Clock, NullLogger<TokenEndpoint>.Instance);
        var told = await endpoint.ExchangeAsync(
            provider(http),
            new Consent().Client,
            "code",
            proof: null,
            new Uri("https://nexus.example.org/"),
            CancellationToken.None
        );
        var (access, refresh) = (told.Tokens.Access.Reveal(), told.Tokens.Refresh?.Reveal() ?? "none");
        return
        [
            Line($"access {access} until {told.Tokens.AccessEnds:yyyy-MM-dd'T'HH:mm:ss}"),
            Line($"refresh {refresh} until {told.Tokens.RefreshEnds:yyyy-MM-dd'T'HH:mm:ss}"),
            $"scopes {string.Join(' ', told.Scopes ?? [])}; of {told.Subject}",
        ];
    }

    /// <summary>Calls that a provider refuses, each with what it comes to.</summary>
    public static async Task<IReadOnlyList<string>> RefusalsAsync(
        IEnumerable<(string Name, int Status, string Body)> refusals,
        Func<RecordedHttp, Task> call
    )
    {
        var told = new List<string>();
        foreach (var (name, status, body) in refusals)
        {
            var http = new RecordedHttp().On("", body, status);
            var fault = await FaultAsync(() => call(http));
            told.Add(
                $"{name}: {fault}{string.Concat(http.Pauses.Select(pause => Line($", pause of {pause.TotalSeconds} s")))}"
            );
        }
        return told;
    }

    /// <summary>What a call comes to that has to fail.</summary>
    public static async Task<string> FaultAsync(Func<Task> call) =>
        await Record.ExceptionAsync(call) switch
        {
            IntegrationException fault => Text(fault),
            RawDataException reject => Text(reject),
            null => "no refusal",
            var other => throw new InvalidOperationException("A reader failed.", other),
        };

    public static string Text(IntegrationException fault) => $"refused: {fault.Fault}";

    public static string Text(RawDataException reject) => $"rejected: {reject.Code} {reject.Field}";

    /// <summary>How many rows there are, what they add up to, and why others were rejected.</summary>
    public static IReadOnlyList<string> Rows(IIntegrationAdapter adapter, IEnumerable<RawData> rows)
    {
        var (points, rejects, count) = (new List<KpiData>(), new List<string>(), 0);
        foreach (var row in rows)
        {
            count++;
            try
            {
                points.AddRange(adapter.Transform(row).Points);
            }
            catch (RawDataException reject)
            {
                rejects.Add($"{reject.Code} {reject.Field}");
            }
        }
        return
        [
            Line($"{count} rows, {rejects.Count} of them rejected"),
            .. rejects.CountBy(reject => reject).Select(reject => Line($"rejected {reject.Value}: {reject.Key}")),
            .. points
                .GroupBy(point => (point.Series.Metric, point.Series.Currency))
                .Where(metric => metric.Any(point => point.Value != 0))
                .Select(metric =>
                    Line(
                        $"{metric.Key.Metric} {metric.Sum(point => point.Value)} {metric.Key.Currency} in {metric.Count()} points, {metric.Min(point => point.At):yyyy-MM-dd} to {metric.Max(point => point.At):yyyy-MM-dd}"
                    )
                ),
        ];
    }

    public static IReadOnlyList<string> Accounts(IEnumerable<ProviderAccount> accounts) =>
        [.. accounts.Select(one => $"{one.Id} | {one.Name} | {one.TimeZone} | {one.Currency}").DefaultIfEmpty("none")];

    /// <summary>A table that somebody saved, as an upload.</summary>
    public static async Task<IReadOnlyList<string>> TableAsync(RecordedFile file)
    {
        var found = await CsvRun.DetectAsync(file.Bytes);
        return
        [
            Line($"{found.Encoding}, delimiter {found.Delimiter}, header in row {found.HeaderRow}, {found.Rows} rows"),
            string.Join(" | ", found.Columns.Select(column => column.Name)),
        ];
    }

    public static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    private sealed class Consent : IGrantedAccess
    {
        public OAuthClient Client => new("client", new Secret("client-secret"));

        public Task<Secret> TokenAsync(Secret? refused, CancellationToken cancellationToken) =>
            Task.FromResult(new Secret("token"));
    }
}
