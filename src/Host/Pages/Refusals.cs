using FluentValidation;
using MediatR;
using Nexus.Application;
using Nexus.Application.Features.Connections;

namespace Nexus.Host.Pages;

/// <summary>What a use case said no to: messages for the form as a whole, and for its fields.</summary>
/// <param name="General">Sentences for the top of the form; empty where each message has a field.</param>
/// <param name="Fields">Messages by the field's name, compared without regard to case.</param>
/// <param name="Code">The refusal's stable code, or null.</param>
public sealed record Refusals(
    IReadOnlyList<string> General,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields,
    string? Code = null
)
{
    public static Refusals None { get; } = new([], new Dictionary<string, IReadOnlyList<string>>());

    public bool Any => General.Count > 0 || Fields.Count > 0;

    /// <summary>The messages for a field, by the name that its input has.</summary>
    public IReadOnlyList<string> For(string field) => Fields.TryGetValue(field, out var messages) ? messages : [];

    /// <summary>One message for a field, for what a page checks itself.</summary>
    public static Refusals Of(string field, string message) =>
        new(
            [],
            new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase) { [field] = [message] }
        );

    /// <summary>The same, with what was said of the form as a whole said at one field.</summary>
    public Refusals At(string field) =>
        General.Count == 0 ? this : Of(field, string.Join(' ', General)) with { Code = Code };

    /// <summary>One message about the whole.</summary>
    public static Refusals OfAll(string message, string? code = null) =>
        new([message], new Dictionary<string, IReadOnlyList<string>>(), code);

    internal static Refusals Of(ValidationException invalid)
    {
        var fields = invalid
            .Errors.GroupBy(error => error.PropertyName, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                field => field.Key,
                IReadOnlyList<string> (field) => [.. field.Select(error => error.ErrorMessage).Distinct()],
                StringComparer.OrdinalIgnoreCase
            );
        return new Refusals(fields.TryGetValue("", out var general) ? general : [], fields);
    }

    internal static Refusals Of(RefusedException refused) =>
        refused.Details.GetValueOrDefault("problems") is IEnumerable<SettingProblem> problems
            ? new(
                [],
                problems
                    .GroupBy(problem => problem.Path, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(
                        place => place.Key,
                        IReadOnlyList<string> (place) => [.. place.Select(problem => problem.Message)],
                        StringComparer.OrdinalIgnoreCase
                    ),
                refused.Code
            )
            : OfAll(refused.Message, refused.Code);
}

internal static class RefusedSending
{
    /// <summary>
    /// Sends a use case, and gives back what it said no to: then the form is shown again, with status 422. What is not
    /// found, and what the role may not do, are pages of their own and pass through.
    /// </summary>
    /// <returns>The answer and no refusals, or default and why.</returns>
    public static async Task<(T? Answer, Refusals Refused)> TrySendAsync<T>(
        this IMediator mediator,
        IRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await mediator.Send(request, cancellationToken), Refusals.None);
        }
        catch (ValidationException invalid)
        {
            return (default, Refusals.Of(invalid));
        }
        catch (RefusedException refused) when (refused.Kind is not (RefusalKind.NotFound or RefusalKind.Forbidden))
        {
            return (default, Refusals.Of(refused));
        }
    }
}
