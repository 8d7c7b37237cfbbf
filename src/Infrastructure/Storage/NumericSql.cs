namespace Nexus.Infrastructure.Storage;

/// <summary>Keeps what PostgreSQL computes within what a decimal can be read from.</summary>
internal static class NumericSql
{
    /// <summary>The expression, rounded to 28 digits where it has more; exact otherwise.</summary>
    /// <param name="value">A numeric below 10^28; an aggregate is computed once however often it is named.</param>
    public static string Readable(string value) =>
        $"""
            case when scale({value}) < 10 and abs({value}) < 1e18 then {value}
                 else trim_scale(round({value}, greatest(0, 28 - length(ltrim(trunc(abs({value}))::text, '0'))))) end
            """;
}
