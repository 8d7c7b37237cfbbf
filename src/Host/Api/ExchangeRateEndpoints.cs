using System.Globalization;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Rates;
using Nexus.Application.Storage;

namespace Nexus.Host.Api;

/// <summary>What other currencies are worth in the workspace's own.</summary>
internal static class ExchangeRateEndpoints
{
    public static void MapExchangeRates(this RouteGroupBuilder api)
    {
        var rates = api.MapGroup("/exchange-rates").WithTags("Exchange rates");
        rates.MapGet("/", List);
        rates.MapPut("/", Put);
        rates.MapPut("/file", PutFile).Accepts<Stream>("text/csv");
        rates.MapDelete("/", Remove);
    }

    private static async Task<Ok<Page<ExchangeRate>>> List(
        string? currency,
        string? cursor,
        int? limit,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var rates = await mediator.Send(
            new ListExchangeRates.Query(currency, cursor is null ? null : After(cursor), size),
            cancellationToken
        );
        return TypedResults.Ok(
            new Page<ExchangeRate>(
                rates,
                rates.Count == size
                    ? string.Create(CultureInfo.InvariantCulture, $"{rates[^1].Currency}:{rates[^1].Day:yyyy-MM-dd}")
                    : null
            )
        );
    }

    private static async Task<Ok<PutExchangeRates.Answer>> Put(
        PutExchangeRates.Command rates,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(rates, cancellationToken));

    private static async Task<Ok<PutExchangeRates.Answer>> PutFile(
        HttpRequest request,
        IExchangeRateFiles files,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw new BadHttpRequestException(
                "The table is sent as text/csv.",
                StatusCodes.Status415UnsupportedMediaType
            );
        }
        var rates = await files.ReadAsync(request.Body, cancellationToken);
        return TypedResults.Ok(await mediator.Send(new PutExchangeRates.Command(rates), cancellationToken));
    }

    private static async Task<NoContent> Remove(
        string? currency,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new RemoveExchangeRates.Command(currency), cancellationToken);
        return TypedResults.NoContent();
    }

    private static (string, DateOnly) After(string cursor) =>
        cursor.Split(':') is [{ Length: 3 } currency, var day]
        && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? (currency, date)
            : throw new ValidationException([
                new ValidationFailure("cursor", "Hand back the cursor of the page before as it came."),
            ]);
}
