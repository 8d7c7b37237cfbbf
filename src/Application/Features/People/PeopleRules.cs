using FluentValidation;

namespace Nexus.Application.Features.People;

/// <summary>What names, addresses and passwords have to be like, wherever they are given.</summary>
internal static class PeopleRules
{
    /// <summary>Longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, without the angle brackets).</summary>
    private const int LongestEmail = 254;

    public static IRuleBuilderOptions<T, string?> PersonName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is { Length: <= 100 } && name.Trim().Length > 0 && !name.Any(char.IsControl))
            .WithMessage("A name has 1 to 100 characters.");

    public static IRuleBuilderOptions<T, string?> EmailAddress<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(IsEmail).WithMessage("An e-mail address looks like name@example.com.");

    /// <param name="about">What is known of the person, and hence to those who guess.</param>
    public static IRuleBuilderOptions<T, string?> NewPassword<T>(
        this IRuleBuilder<T, string?> rule,
        Func<T, IEnumerable<string?>> about
    ) =>
        rule.Must(password => password is { Length: >= PasswordRules.Shortest and <= PasswordRules.Longest })
            .WithMessage(
                $"A password has {PasswordRules.Shortest} to {PasswordRules.Longest} characters; several words are easy to remember."
            )
            .Must((request, password) => password is null || !PasswordRules.IsGuessable(password, about(request)))
            .WithMessage(
                "This password is among the first that are guessed. Take several words that do not belong together."
            );

    private static bool IsEmail(string? text)
    {
        var email = text?.Trim() ?? "";
        var at = email.LastIndexOf('@');
        return email.Length <= LongestEmail
            && at > 0
            && at < email.Length - 1
            && !email.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter));
    }
}
