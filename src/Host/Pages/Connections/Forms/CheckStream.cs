using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;

namespace Nexus.Host.Pages.Connections.Forms;

/// <summary>
/// Tells an open page of each check of a test as it is done: events <c>check</c> with a line of the list, and at the end
/// <c>page</c> with the page as it would be shown after the test.
/// </summary>
internal sealed class CheckStream(HttpContext http, PageContext page, IReadOnlyList<SourceStream> streams)
{
    /// <param name="test">Runs the test, and gives the parameters of the page that shows its outcome.</param>
    public IResult Send<TPage>(
        Func<IProgress<ConnectionCheck>, CancellationToken, Task<Dictionary<string, object?>>> test
    )
        where TPage : IComponent => TypedResults.ServerSentEvents(EventsAsync<TPage>(test, http.RequestAborted));

    private async IAsyncEnumerable<SseItem<string>> EventsAsync<TPage>(
        Func<IProgress<ConnectionCheck>, CancellationToken, Task<Dictionary<string, object?>>> test,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where TPage : IComponent
    {
        // The token of the page's forms comes with a cookie, which cannot be set once something was sent.
        _ = page.CsrfToken;
        var found = Channel.CreateUnbounded<ConnectionCheck>();
        var testing = TestAsync();
        await foreach (var check in found.Reader.ReadAllAsync(cancellationToken))
        {
            var line = new Dictionary<string, object?> { ["Item"] = check, ["Streams"] = streams };
            yield return new SseItem<string>(await RenderAsync<CheckItem>(line, cancellationToken), "check");
        }
        yield return new SseItem<string>(await RenderAsync<TPage>(await testing, cancellationToken), "page");

        async Task<Dictionary<string, object?>> TestAsync()
        {
            try
            {
                return await test(new Sink(found.Writer), cancellationToken);
            }
            finally
            {
                found.Writer.Complete();
            }
        }
    }

    private async Task<string> RenderAsync<TComponent>(
        Dictionary<string, object?> parameters,
        CancellationToken cancellationToken
    )
        where TComponent : IComponent
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var renderer = new HtmlRenderer(
            http.RequestServices,
            http.RequestServices.GetRequiredService<ILoggerFactory>()
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
    }

    private sealed class Sink(ChannelWriter<ConnectionCheck> checks) : IProgress<ConnectionCheck>
    {
        public void Report(ConnectionCheck value) => checks.TryWrite(value);
    }
}
