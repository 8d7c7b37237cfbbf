using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using Nexus.Application;
using Nexus.Application.Imports;
using Npgsql;

namespace Nexus.Host.Api.Problems;

/// <summary>
/// Says of each exception what a caller may know. Texts that we wrote for callers pass; those of the database, the
/// framework and anything unforeseen do not.
/// </summary>
internal static partial class ExceptionProblems
{
    public static Problem Of(Exception exception) =>
        exception switch
        {
            RefusedException refused => Refused(refused),
            ValidationException invalid => Invalid(invalid),
            CsvMappingException mapping => Mapping(mapping),
            CsvFileException file => File(file),
            BadHttpRequestException bad => Bad(bad),
            JsonException json => KnownProblems.Malformed(At(json)),
            InvalidDataException or IOException when IsForm(exception) => KnownProblems.Malformed(
                "The form is cut off or not encoded as its content type says."
            ),
            OperationCanceledException => KnownProblems.ShuttingDown,
            _ => Database(exception) ?? KnownProblems.Internal,
        };

    private static Problem Refused(RefusedException refused)
    {
        var (status, title) = refused.Kind switch
        {
            RefusalKind.NotFound => (StatusCodes.Status404NotFound, "Not found"),
            RefusalKind.Conflict => (StatusCodes.Status409Conflict, "Conflict"),
            RefusalKind.Unprocessable => (StatusCodes.Status422UnprocessableEntity, "This cannot be done"),
            RefusalKind.Forbidden => (StatusCodes.Status403Forbidden, "Not allowed"),
            RefusalKind.Upstream => (StatusCodes.Status502BadGateway, "The provider is in the way"),
            RefusalKind.TooLarge => (StatusCodes.Status413PayloadTooLarge, "Too large"),
            _ => throw new ArgumentOutOfRangeException(nameof(refused), refused.Kind, "Not a kind of refusal."),
        };
        return new Problem(status, refused.Code, title, refused.Message) { Details = refused.Details };
    }

    private static Problem Invalid(ValidationException invalid)
    {
        var errors = invalid
            .Errors.GroupBy(error => Path(error.PropertyName), StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(error => error.ErrorMessage).Distinct().ToArray());
        return new Problem(
            StatusCodes.Status400BadRequest,
            "validation_failed",
            "The request has invalid values",
            "The member errors names each field with what is wrong about it."
        )
        {
            Details = new Dictionary<string, object?> { ["errors"] = errors },
        };
    }

    private static Problem Mapping(CsvMappingException mapping) =>
        new(
            StatusCodes.Status422UnprocessableEntity,
            "mapping_invalid",
            "The mapping does not fit the file",
            "The member problems names each field of the mapping with what is wrong about it."
        )
        {
            Details = new Dictionary<string, object?> { ["problems"] = mapping.Problems },
        };

    private static Problem File(CsvFileException file) =>
        new(StatusCodes.Status422UnprocessableEntity, file.Code, "The file cannot be read", file.Message)
        {
            Details = file.Line is { } line
                ? new Dictionary<string, object?> { ["line"] = line }
                : new Dictionary<string, object?>(),
        };

    private static Problem Bad(BadHttpRequestException bad) =>
        bad switch
        {
            { StatusCode: not StatusCodes.Status400BadRequest } => KnownProblems.ForStatus(bad.StatusCode),
            { InnerException: JsonException json } => KnownProblems.Malformed(At(json)),
            _ when Parameter().Match(bad.Message) is { Success: true } named => KnownProblems.Malformed(
                $"The parameter '{named.Groups["name"].Value}' is missing or cannot be read."
            ),
            _ => KnownProblems.Malformed("The body or a parameter is missing or cannot be read."),
        };

    /// <summary>Whether it was the framework, reading a form, that met what it could not read.</summary>
    private static bool IsForm(Exception exception) =>
        exception.Source is "Microsoft.AspNetCore.Http" or "Microsoft.AspNetCore.WebUtilities";

    private static string At(JsonException json) =>
        json is { LineNumber: { } line, BytePositionInLine: { } position }
            ? $"The body is not the JSON that it should be: look at line {line + 1}, byte {position + 1}."
            : "The body is not the JSON that it should be.";

    /// <summary>Null where neither the exception nor what caused it comes from the database.</summary>
    private static Problem? Database(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException refused:
                    return OfState(refused.SqlState);
                case NpgsqlException or SocketException or TimeoutException:
                    return KnownProblems.DatabaseUnavailable;
                default:
                    continue;
            }
        }
        return null;
    }

    /// <remarks>Classes of PostgreSQL, appendix A: 08 connection, 23 constraint, 40 rollback, 53 resources, 57 operator.</remarks>
    private static Problem OfState(string state) =>
        state[..2] switch
        {
            "23" or "40" => KnownProblems.Conflict,
            // U+0000, in plain text or escaped in JSON: the one character that PostgreSQL stores in no text.
            "22" when state is "22021" or "22P05" => KnownProblems.Malformed("A text holds the character U+0000."),
            "08" or "53" or "57" => KnownProblems.DatabaseUnavailable,
            _ => KnownProblems.Internal,
        };

    /// <summary>The JSON path of a property: <c>Values[0].Column</c> is <c>values[0].column</c>.</summary>
    private static string Path(string property) =>
        string.Join('.', property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    [GeneratedRegex("parameter \"(?:[^\"]* )?(?<name>[A-Za-z0-9_]+)\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();
}
