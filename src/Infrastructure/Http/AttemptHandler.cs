using System.Buffers;
using System.Net;
using System.Runtime.ExceptionServices;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Syncing;
using Nexus.Infrastructure.Integrations.Shared;
using Polly;
using Polly.Timeout;

namespace Nexus.Infrastructure.Http;

/// <summary>Makes one attempt: within its time, and with the whole answer read, or none.</summary>
/// <remarks>
/// An answer is handed out once its last byte has arrived, so that one that breaks off or stalls fails here, where it is
/// tried again, and not in the hands of a provider's client.
/// </remarks>
internal sealed class AttemptHandler(ProviderCalls calls, TimeProvider clock) : DelegatingHandler
{
    /// <summary>Bytes of an answer, unpacked.</summary>
    public const int LargestAnswer = 32 * 1024 * 1024;

    private readonly ResiliencePipeline _timeout = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddTimeout(new TimeoutStrategyOptions { Timeout = calls.AttemptTimeout })
        .Build();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        calls.Sign?.Invoke(request);
        var began = clock.GetTimestamp();
        var outcome = "failed";
        try
        {
            var response = await _timeout.ExecuteAsync(
                async token => await ReadWholeAsync(request, token),
                cancellationToken
            );
            outcome = $"{(int)response.StatusCode / 100}xx";
            if (calls.QuotaUsed?.Invoke(response) is { } used)
                CallMeter.TellQuota(used);
            return response;
        }
        catch (TimeoutRejectedException)
        {
            outcome = "timeout";
            throw;
        }
        catch (HttpRequestException failure) when (failure.InnerException is IntegrationException refused)
        {
            outcome = "refused";
            ExceptionDispatchInfo.Throw(refused);
            throw;
        }
        finally
        {
            var took = clock.GetElapsedTime(began);
            CallMeter.Count(took);
            NexusTelemetry.ProviderCallDuration.Record(
                took.TotalSeconds,
                new("provider", calls.Provider),
                new("outcome", outcome)
            );
        }
    }

    private async Task<HttpResponseMessage> ReadWholeAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            if (
                response.Headers.Location is not null
                && response.StatusCode is >= (HttpStatusCode)300 and < (HttpStatusCode)400
            )
                throw new IntegrationException(
                    IntegrationFault.UnexpectedResponse,
                    "The provider sent the call on to another address, which Nexus does not follow. Nothing was read."
                );
            var body = await ReadAsync(response.Content, cancellationToken);
            foreach (var (name, values) in response.Content.Headers.NonValidated)
            {
                if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                    body.Headers.TryAddWithoutValidation(name, values);
            }
            response.Content.Dispose();
            response.Content = body;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<ByteArrayContent> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > LargestAnswer)
            throw TooLarge();
        await using var source = await content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream((int)(content.Headers.ContentLength ?? 0));
        var block = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await source.ReadAsync(block, cancellationToken)) > 0)
            {
                if (whole.Length + read > LargestAnswer)
                    throw TooLarge();
                await whole.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        return new ByteArrayContent(whole.GetBuffer(), 0, (int)whole.Length);
    }

    private static IntegrationException TooLarge() =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"The provider's answer is larger than {LargestAnswer / 1024 / 1024} MB. Nothing of it was kept."
        );
}
