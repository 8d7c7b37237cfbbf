using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Nexus.ProviderSimulator.Http;

/// <summary>Puts an answer on the wire in the way its delivery asks for.</summary>
internal static class AnswerWriter
{
    public static async Task WriteAsync(HttpContext context, SimulatedAnswer answer)
    {
        if (answer.Delivery is Delivery.Reset)
        {
            context.Abort();
            return;
        }
        var body = answer.Bytes ?? Encoding.UTF8.GetBytes(answer.BodyText);
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;

        try
        {
            await SendAsync(context, answer.Delivery, body);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone, as some of the deliveries provoke.
        }
    }

    private static async Task SendAsync(HttpContext context, Delivery delivery, byte[] body)
    {
        var response = context.Response;
        var token = context.RequestAborted;
        switch (delivery)
        {
            case Delivery.Half:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), token);
                await response.Body.FlushAsync(token);
                context.Abort();
                break;
            case Delivery.Slow slow:
                response.ContentLength = body.Length;
                foreach (var piece in body.Chunk(slow.Bytes))
                {
                    await Task.Delay(slow.Pause, token);
                    await response.Body.WriteAsync(piece, token);
                    await response.Body.FlushAsync(token);
                }
                break;
            case Delivery.Never:
                await Task.Delay(Timeout.Infinite, token);
                break;
            case Delivery.Bomb bomb:
                await SendBombAsync(response, bomb.Megabytes, token);
                break;
            default:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body, token);
                break;
        }
    }

    private static async Task SendBombAsync(HttpResponse response, int megabytes, CancellationToken cancellationToken)
    {
        response.Headers.ContentEncoding = "gzip";
        var blanks = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync("{\"object\":\"list\",\"data\":["u8.ToArray(), cancellationToken);
        for (var sent = 0; sent < megabytes; sent++)
            await gzip.WriteAsync(blanks, cancellationToken);
        await gzip.WriteAsync("],\"has_more\":false}"u8.ToArray(), cancellationToken);
    }
}
