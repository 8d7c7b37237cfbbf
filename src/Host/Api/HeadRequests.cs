namespace Nexus.Host.Api;

/// <summary>HEAD wherever there is GET: the same status and headers, and no body (RFC 9110, 9.3.2).</summary>
internal static class HeadRequests
{
    /// <summary>Finds the endpoint of a call; the one of GET for HEAD. The server itself keeps the body back.</summary>
    public static void UseRoutingOfHead(this WebApplication app)
    {
        var asked = new object();
        app.Use(
            (context, next) =>
            {
                if (HttpMethods.IsHead(context.Request.Method))
                {
                    context.Items[asked] = context.Request.Method;
                    context.Request.Method = HttpMethods.Get;
                }
                return next(context);
            }
        );
        app.UseRouting();
        app.Use(
            (context, next) =>
            {
                // Logs tell what was asked.
                if (context.Items.TryGetValue(asked, out var method))
                    context.Request.Method = (string)method!;
                return next(context);
            }
        );
    }
}
