using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>What a test found.</summary>
/// <param name="CanSync">The credential works and at least one stream can be read.</param>
/// <param name="Access">Of the streams that were settled either way.</param>
internal sealed record ConnectionFindings(
    bool CanSync,
    IReadOnlyList<ConnectionCheck> Checks,
    IReadOnlyDictionary<string, StreamAccess> Access
)
{
    /// <summary>What kept the provider from saying whose credential it is; null where nothing did.</summary>
    public IntegrationFault? Fault { get; init; }

    /// <summary>All of it in one sentence.</summary>
    public string Verdict(ProviderDescriptor provider)
    {
        if (!CanSync)
            return Checks.First(check => !check.Ok).Message;
        var faults = Checks.Count(check => !check.Ok);
        return faults == 0
            ? $"{provider.Name} answers, and everything can be read."
            : $"{provider.Name} answers, and {faults} of {Checks.Count} checks need a look.";
    }
}

/// <summary>Looks at an account as a sync would: its credential, each stream, its clock, zone, currency and version.</summary>
internal sealed class ConnectionProbing(ProviderCalls provider, TimeProvider clock)
{
    private const int StreamsAtATime = 4;

    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(60);

    /// <param name="found">Told of each check as it is done; null where only the outcome counts.</param>
    public async Task<ConnectionFindings> ProbeAsync(
        IConnectorModule module,
        ConnectionContext context,
        IProgress<ConnectionCheck>? found,
        CancellationToken cancellationToken
    )
    {
        using var wait = provider.Begin(module.Descriptor, cancellationToken);
        var checks = new List<ConnectionCheck>();
        var asked = clock.GetUtcNow();
        IntegrationFault? fault = null;
        try
        {
            var account = await wait.AskAsync(module.Open(context).ConnectAsync);
            Note([
                new("credential", Ok: true, $"{module.Descriptor.Name} accepts the credential."),
                SameAccount(account, context),
                .. About(account, asked, clock.GetUtcNow()),
            ]);
        }
        catch (IntegrationException e)
        {
            fault = e.Fault;
            Note([new("credential", Ok: false, e.Message)]);
        }
        Note(Sunset(module.Descriptor));
        if (checks.Exists(check => check is { Ok: false, Name: "credential" or "account" }))
            return new(CanSync: false, checks, new Dictionary<string, StreamAccess>()) { Fault = fault };

        var probed = await ProbeStreamsAsync(module, context, wait, found);
        checks.AddRange(probed.Select(one => Of(one.Stream, module.Descriptor, one.Failure)));
        var access = probed
            .Where(one => one.Failure is null or { Fault: IntegrationFault.NoAccess })
            .ToDictionary(
                one => one.Stream.Name,
                one => one.Failure is null ? StreamAccess.Granted : StreamAccess.Denied,
                StringComparer.Ordinal
            );
        return new(probed.Count == 0 || probed.Any(one => one.Failure is null), checks, access);

        void Note(IEnumerable<ConnectionCheck> done)
        {
            foreach (var check in done)
            {
                checks.Add(check);
                found?.Report(check);
            }
        }
    }

    /// <returns>Each stream in its order, with what is in the way of reading it; none where the provider cannot be asked so.</returns>
    private static async Task<IReadOnlyList<(SourceStream Stream, IntegrationException? Failure)>> ProbeStreamsAsync(
        IConnectorModule module,
        ConnectionContext context,
        ProviderWait wait,
        IProgress<ConnectionCheck>? found
    )
    {
        if (module.Open(context) is not IProbesStreams)
            return [];
        using var places = new SemaphoreSlim(StreamsAtATime);
        return await Task.WhenAll(module.Streams.Select(ProbeAndTellAsync));

        async Task<(SourceStream, IntegrationException?)> ProbeAndTellAsync(SourceStream stream)
        {
            var (_, failure) = await ProbeAsync(stream);
            found?.Report(Of(stream, module.Descriptor, failure));
            return (stream, failure);
        }

        async Task<(SourceStream, IntegrationException?)> ProbeAsync(SourceStream stream)
        {
            try
            {
                await wait.AskAsync(async token =>
                {
                    await places.WaitAsync(token);
                    try
                    {
                        // One adapter serves one thread.
                        await ((IProbesStreams)module.Open(context)).ProbeAsync(stream.Name, token).WaitAsync(token);
                    }
                    finally
                    {
                        places.Release();
                    }
                });
                return (stream, null);
            }
            catch (IntegrationException e)
            {
                return (stream, e);
            }
        }
    }

    private static ConnectionCheck SameAccount(ProviderAccount account, ConnectionContext context) =>
        context.AccountId is null || account.Id == context.AccountId
            ? new("account", Ok: true, $"It reaches {account.Name}.")
            : new(
                "account",
                Ok: false,
                $"It reaches another account, {account.Name}. Enter a credential of the one that was connected."
            );

    private static IEnumerable<ConnectionCheck> About(
        ProviderAccount account,
        DateTimeOffset asked,
        DateTimeOffset answered
    )
    {
        if (account.At is { } there)
        {
            // Between question and answer, the provider's clock may have shown anything in between.
            var skew =
                there < asked ? asked - there
                : there > answered ? there - answered
                : TimeSpan.Zero;
            yield return skew <= LargestSkew
                ? new("clock", Ok: true, "The provider's clock agrees with Nexus's.")
                : new(
                    "clock",
                    Ok: false,
                    $"The provider's clock differs from Nexus's by {skew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds. The operator synchronises Nexus's clock by NTP."
                );
        }
        if (account.TimeZone is { } zone)
            yield return new("time_zone", Ok: true, $"The account reports in {zone}.");
        if (account.Currency is { } currency)
            yield return new("currency", Ok: true, $"The account's currency is {currency}.");
    }

    private static ConnectionCheck Of(
        SourceStream stream,
        ProviderDescriptor descriptor,
        IntegrationException? failure
    ) =>
        new(
            $"stream:{stream.Name}",
            failure is null,
            failure switch
            {
                null => $"{stream.Title} can be read.",
                { Fault: IntegrationFault.NoAccess } when stream.Permission is { } permission =>
                    $"{stream.Title} cannot be read: the credential lacks '{permission}'. Grant it at {descriptor.Name}; other streams are read meanwhile.",
                _ => $"{stream.Title}: {failure.Message}",
            }
        );

    private IEnumerable<ConnectionCheck> Sunset(ProviderDescriptor descriptor)
    {
        if (ApiSunset.Of(descriptor, clock.GetUtcNow()) is { } sunset)
            yield return new("api_version", !sunset.Urgent, sunset.Message);
    }
}
