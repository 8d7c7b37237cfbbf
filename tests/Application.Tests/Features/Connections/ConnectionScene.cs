using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Application.Tests.Features.Connections;

/// <summary>One workspace and a provider that does as it is told.</summary>
internal sealed class ConnectionScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private ConnectionScene(NexusServices nexus, WorkspaceId workspace, FakeConnector provider, FixedClock clock)
    {
        Nexus = nexus;
        Workspace = workspace;
        Provider = provider;
        Clock = clock;
    }

    public NexusServices Nexus { get; }

    public WorkspaceId Workspace { get; }

    public FakeConnector Provider { get; }

    public FixedClock Clock { get; }

    public static async Task<ConnectionScene> OpenAsync(NpgsqlDataSource app, FakeConnector? provider = null)
    {
        provider ??= new FakeConnector();
        var clock = new FixedClock(Now);
        var nexus = new NexusServices(app, clock, services => services.AddSingleton<IProviderModule>(provider));
        return new(nexus, await nexus.CreateWorkspaceAsync(), provider, clock);
    }

    public Task<T> SendAsync<T>(IRequest<T> request) => Nexus.SendAsync(Workspace, request);

    public Task<ConnectionView> ConnectAsync(string account = "acct_1", string? schedule = null) =>
        SendAsync(New(account, schedule));

    public static CreateConnection.Command New(string account, string? schedule = null) =>
        new(FakeConnector.Key, Name: null, Settings: null, Credentials(FakeConnector.KeyOf(account)), schedule);

    public static UpdateConnection.Command Patch(
        Guid id,
        string? name = null,
        string? settings = null,
        string? schedule = null,
        IReadOnlyDictionary<string, Secret?>? credentials = null
    ) =>
        new(
            id,
            name,
            settings is null ? null : JsonSerializer.Deserialize<JsonElement>(settings),
            schedule,
            ScheduleZone: null,
            credentials
        );

    public static Dictionary<string, Secret?> Credentials(string apiKey) =>
        new(StringComparer.Ordinal) { ["apiKey"] = new Secret(apiKey) };

    /// <summary>The code of the refusal that a request ends in.</summary>
    public async Task<string> RefusedAsync<T>(IRequest<T> request) =>
        (await Assert.ThrowsAsync<RefusedException>(() => SendAsync(request))).Code;

    public Task<List<string>> RowsAsync(string sql) => Nexus.RowsAsync(Workspace, sql);

    public Task ChangeRowsAsync(string sql) => Nexus.RowsAsync(Workspace, sql, commit: true);

    public ValueTask DisposeAsync() => Nexus.DisposeAsync();
}
