using System.Text.Json;
using FluentValidation;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Connections;

/// <summary>What a connection's parts have to be like, wherever they are given.</summary>
internal static class ConnectionRules
{
    /// <summary>Longer than any key or token that a provider hands out, service accounts with their certificates included.</summary>
    private const int LongestCredential = 16 * 1024;

    private const int LongestSettings = 64 * 1024;

    public static readonly JsonElement NoSettings = JsonSerializer.SerializeToElement(new { });

    public static IRuleBuilderOptions<T, string?> ConnectionName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is { Length: <= 100 } && name.Trim().Length > 0 && !name.Any(char.IsControl))
            .WithMessage("A name has 1 to 100 characters.");

    public static IRuleBuilderOptions<T, JsonElement?> ConnectionSettings<T>(this IRuleBuilder<T, JsonElement?> rule) =>
        rule.Must(settings => settings is not { } given || given.GetRawText().Length <= LongestSettings)
            .WithMessage($"Settings have at most {LongestSettings} characters.");

    /// <exception cref="RefusedException">The settings do not fit the provider's schema.</exception>
    public static void CheckSettings(ProviderDescriptor provider, JsonElement settings)
    {
        var problems = SettingsSchema.Problems(provider.SettingsSchema, settings);
        if (problems.Count > 0)
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "settings_invalid",
                $"The settings do not fit {provider.Name}: {Sentence(problems)}.",
                Details(problems)
            );
    }

    /// <summary>Checks credentials against what the provider asks for.</summary>
    /// <param name="given">Those that come with the request; null takes one away.</param>
    /// <param name="stored">Names of those that are stored already.</param>
    /// <exception cref="RefusedException">One is missing, unknown, empty or far too long.</exception>
    public static void CheckCredentials(
        IConnectorModule module,
        IReadOnlyDictionary<string, Secret?> given,
        IEnumerable<string> stored
    )
    {
        var fields = module.Descriptor.Credentials;
        var known = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        if (module is IReceivesWebhooks webhooks)
            known.Add(Former(webhooks.SigningSecret));
        var kept = stored.Where(name => !given.ContainsKey(name)).ToHashSet(StringComparer.Ordinal);
        var problems = new List<SettingProblem>();
        foreach (var (name, secret) in given)
        {
            var length = secret?.Reveal().Length;
            var path = $"credentials.{name}";
            if (!known.Contains(name))
                problems.Add(new(path, "is not a credential of this provider"));
            else if (length is 0)
                problems.Add(new(path, "is empty"));
            else if (length > LongestCredential)
                problems.Add(new(path, $"is longer than {LongestCredential} characters"));
        }
        foreach (var field in fields.Where(field => field.Required))
        {
            if (!kept.Contains(field.Name) && given.GetValueOrDefault(field.Name) is null)
                problems.Add(new($"credentials.{field.Name}", "is missing"));
        }
        if (problems.Count > 0)
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "credentials_invalid",
                $"{module.Descriptor.Name} cannot be connected with these credentials: {Sentence(problems)}.",
                Details(problems)
            );
    }

    /// <summary>The metrics of the workspace's own that a connection gives.</summary>
    /// <exception cref="RefusedException">The settings name no usable metrics.</exception>
    public static IReadOnlyList<MetricDefinition> MetricsOf(IConnectorModule module, JsonElement settings)
    {
        try
        {
            return module is IDefinesMetrics own ? own.MetricsOf(settings) : [];
        }
        catch (IntegrationException e)
        {
            throw ProviderCalls.Refusal(e);
        }
    }

    /// <exception cref="RefusedException">The provider cannot be synced on this schedule.</exception>
    public static void CheckSchedule(ICadences cadences, string schedule, string zone, ProviderDescriptor provider)
    {
        if (cadences.Refuse(schedule, zone, provider) is { } reason)
            throw new RefusedException(RefusalKind.Unprocessable, "schedule_invalid", reason);
    }

    /// <summary>Under which name the signing secret of before is kept, for as long as the provider may still sign with it.</summary>
    public static string Former(string signingSecret) => $"{signingSecret}Previous";

    private static string Sentence(IReadOnlyList<SettingProblem> problems) =>
        string.Join("; ", problems.Select(problem => $"{problem.Path} {problem.Message}"));

    private static Dictionary<string, object?> Details(IReadOnlyList<SettingProblem> problems) =>
        new() { ["problems"] = problems };
}
