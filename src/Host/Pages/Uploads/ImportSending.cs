using System.Globalization;
using MediatR;
using Nexus.Application.Imports;

namespace Nexus.Host.Pages.Uploads;

internal static class ImportSending
{
    /// <summary>As <see cref="RefusedSending.TrySendAsync"/>, for use cases that read files too.</summary>
    /// <exception cref="CsvMappingException">The mapping does not fit; where there is a form for it, its page says so.</exception>
    public static async Task<(T? Answer, Refusals Refused)> TryReadAsync<T>(
        this IMediator mediator,
        IRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await mediator.TrySendAsync(request, cancellationToken);
        }
        catch (CsvFileException unreadable)
        {
            return (default, Refusals.Of("file", Text(unreadable)));
        }
    }

    /// <summary>As <see cref="TryReadAsync"/>, where a mapping that does not fit is something to say and no more.</summary>
    public static async Task<(T? Answer, Refusals Refused)> TryImportAsync<T>(
        this IMediator mediator,
        IRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await mediator.TryReadAsync(request, cancellationToken);
        }
        catch (CsvMappingException mapping)
        {
            return (default, Refusals.OfAll(mapping.Message, "mapping_invalid"));
        }
    }

    private static string Text(CsvFileException unreadable) =>
        unreadable.Line is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"Line {line}: {unreadable.Message}")
            : unreadable.Message;
}
