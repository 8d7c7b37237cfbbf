using FluentValidation;
using MediatR;

namespace Nexus.Application.Pipeline;

/// <summary>Holds a request to its validator before anything else happens.</summary>
/// <exception cref="ValidationException">With every failure at once.</exception>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        foreach (var validator in validators)
        {
            var verdict = await validator.ValidateAsync(request, cancellationToken);
            if (!verdict.IsValid)
                throw new ValidationException(verdict.Errors);
        }
        return await next();
    }
}
