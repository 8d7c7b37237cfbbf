using System.Net;
using System.Text;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Uploads;

/// <summary>Someone without scripts who goes with a file from step to step.</summary>
internal sealed class UploadWalk : IDisposable
{
    private readonly PageClient _person;

    public UploadWalk(PagesFixture nexus, string role = "editor") => _person = nexus.SignIn(role);

    /// <summary>The page that is open.</summary>
    public PageAnswer Page { get; private set; } = null!;

    /// <summary><c>/uploads/…</c> of the file.</summary>
    public string Address { get; private set; } = "";

    public Task<PageAnswer> UploadAsync(string text, string fileName = "figures.csv") =>
        UploadAsync(Encoding.UTF8.GetBytes(text), fileName);

    /// <summary>Uploads, and goes where that leads; a refusal stays on the page.</summary>
    public async Task<PageAnswer> UploadAsync(byte[] content, string fileName = "figures.csv")
    {
        var list = await _person.GetAsync("/uploads");
        var answer = await _person.UploadAsync(list, "/uploads", fileName, content);
        if (answer.Status == HttpStatusCode.SeeOther)
            Address = string.Join('/', answer.Location!.Split('/').Take(3));
        return await ArriveAsync(answer);
    }

    public async Task<PageAnswer> GoAsync(string part) =>
        Page = await _person.GetAsync(part.Length == 0 ? Address : $"{Address}/{part}");

    /// <summary>Sends the form of a step as it stands, with some fields filled in otherwise.</summary>
    public async Task<PageAnswer> SendAsync(string part, params (string Name, string Value)[] filled)
    {
        var form = PageForm.Of(Page, $"{Address}/{part}");
        foreach (var (name, value) in filled)
            form.With(name, value);
        return await ArriveAsync(await _person.PostAsync(Page, $"{Address}/{part}", form));
    }

    /// <summary>From an uploaded file to its import, with every answer as it is suggested.</summary>
    public async Task<PageAnswer> ImportAsync(string mode = "upsert")
    {
        await SendAsync("columns");
        await SendAsync("data-set", ("mode", mode));
        return await SendAsync("import");
    }

    public void Dispose() => _person.Dispose();

    private async Task<PageAnswer> ArriveAsync(PageAnswer answer)
    {
        while (answer.Status == HttpStatusCode.SeeOther)
            answer = await _person.FollowAsync(answer);
        return Page = answer;
    }
}
