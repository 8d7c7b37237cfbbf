using System.CommandLine;
using Nexus.Application.Features.People;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary><c>nexus sign-in-link</c>: lets somebody in who has lost the first link, or the password.</summary>
internal static class SignInLinkCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var urls = CommonOptions.Urls();
        var workspace = new Option<Guid?>("--workspace") { Description = "Its id; the first workspace unless given" };
        var role = new Option<string>("--role")
        {
            Description = "viewer, editor, admin or owner",
            DefaultValueFactory = _ => RoleNames.Of(MemberRole.Owner),
        };
        return new Command("sign-in-link", "Make a link that lets somebody sign in, once and within 24 hours")
        {
            data,
            urls,
            workspace,
            role,
        }.Runs(
            async (context, cancellationToken) =>
            {
                var granted =
                    RoleNames.Find(context.Get(role))
                    ?? throw new StartupException("--role is one of viewer, editor, admin and owner.");
                var settings = StartupSettings.Read(context.Configuration, context.Get(data), context.Get(urls));
                await using var database = await StartedDatabase.StartAsync(
                    settings,
                    context.Say,
                    TimeProvider.System,
                    cancellationToken
                );
                await database.VerifyAsync(cancellationToken);
                await using var session = await CommandSession.OpenAsync(
                    database,
                    context.Find(workspace),
                    context.Configuration,
                    cancellationToken
                );
                var link = await session.SendAsync(new CreateSignInLink.Command(granted), cancellationToken);
                var address = context.Configuration["PublicUrl"] ?? settings.Urls.Split(';')[0];
                context.Say($"Sign in: {address.TrimEnd('/')}{link.Path}");
                context.Say("The link works once, for 24 hours; earlier ones work no more.");
                return 0;
            }
        );
    }
}
