using Nexus.Application.Integrations;
using Nexus.ProviderSimulator.Faults;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>One way in which a provider fails, and what an adapter has to make of it.</summary>
internal sealed record KitFault(string Name, Func<KitScene, Fault?> Plant, IntegrationFault Expected)
{
    /// <summary>Whether it can meet the call by which a connection is made, too.</summary>
    public bool MeetsConnect { get; init; } = true;

    /// <summary>Calls are not answered at all: the pauses of the clock are cut short.</summary>
    public bool IsSilence { get; init; }

    public static IReadOnlyList<KitFault> All { get; } =
    [
        new(
            "a credential that was revoked",
            scene =>
            {
                scene.Account.Revoke();
                return null;
            },
            IntegrationFault.NeedsReauthorisation
        ),
        new("a right that is missing", scene => scene.Subject.Forbidden, IntegrationFault.NoAccess)
        {
            MeetsConnect = false,
        },
        new(
            "too many calls",
            scene => scene.Subject.Throttled(scene.Clock.GetUtcNow()).Fault,
            IntegrationFault.RateLimited
        ),
        Always("status 500", Fault.Status(500), IntegrationFault.Unavailable),
        Always("status 502 with a page", Fault.Status(502, "<html>", "text/html"), IntegrationFault.Unavailable),
        Always("status 503", Fault.Status(503, "{}"), IntegrationFault.Unavailable),
        Always("a reset connection", Fault.Reset(), IntegrationFault.Unavailable),
        Always("half a body", Fault.HalfBody(), IntegrationFault.Unavailable),
        Always("no answer", Fault.Silence(), IntegrationFault.Unavailable) with
        {
            IsSilence = true,
        },
        Always("a page for people", Fault.HtmlLogin(), IntegrationFault.UnexpectedResponse),
        Always("truncated JSON", Fault.TruncatedJson(), IntegrationFault.UnexpectedResponse),
        Always("an empty body with status 200", Fault.EmptyBody(), IntegrationFault.UnexpectedResponse),
        Always("the right body as text", Fault.ContentType(), IntegrationFault.UnexpectedResponse),
        Always("an array", Fault.Status(200, "[]"), IntegrationFault.UnexpectedResponse),
        Always("null", Fault.Status(200, "null"), IntegrationFault.UnexpectedResponse),
        Always(
            "an error with status 200",
            Fault.Status(200, """{"error":{"message":"no"},"errors":[{"code":"NO"}]}"""),
            IntegrationFault.UnexpectedResponse
        ),
        Always("a redirect", Fault.Redirect("https://example.com/"), IntegrationFault.UnexpectedResponse),
    ];

    public static KitFault Find(string name) => All.Single(fault => fault.Name == name);

    public override string ToString() => Name;

    private static KitFault Always(string name, Fault fault, IntegrationFault expected) =>
        new(name, _ => fault, expected);
}
