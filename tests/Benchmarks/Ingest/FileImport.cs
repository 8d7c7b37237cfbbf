using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Imports;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Domain.Workspaces;
using Nexus.Host;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;

namespace Nexus.Benchmarks.Ingest;

/// <summary>Imports a sample file through the use cases behind <c>POST /imports</c> and its commit, on the services of the host.</summary>
internal sealed class FileImport : IAsyncDisposable
{
    private readonly WebApplication _host;

    private FileImport(WebApplication host) => _host = host;

    /// <summary>Builds the whole host and lets it listen, so that its memory counts as well.</summary>
    /// <param name="limits">Of the files, or null for the product's own.</param>
    public static async Task<FileImport> StartAsync(
        DatabaseConnections connections,
        MasterKey key,
        ImportLimits? limits,
        CancellationToken cancellationToken
    )
    {
        var host = NexusHost.Build(
            new NexusOptions(connections, key, "http://127.0.0.1:0"),
            builder =>
            {
                builder.Logging.ClearProviders();
                if (limits is not null)
                    builder.Services.AddSingleton(limits);
            }
        );
        await host.StartAsync(cancellationToken);
        return new(host);
    }

    /// <summary>A new workspace without data.</summary>
    public async Task<WorkspaceId> CreateWorkspaceAsync(CancellationToken cancellationToken)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().ActAs("benchmark", Rights.System);
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var first = await mediator.Send(
            new CreateFirstWorkspace.Command("Benchmark", "Europe/Berlin", "EUR", ApiKey: null),
            cancellationToken
        );
        var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaces>();
        return (await workspaces.FindAsync(first!.Id, cancellationToken))!.Value;
    }

    /// <summary>From the first byte of the upload to the commit after which every reader sees the points.</summary>
    /// <param name="force">True reads the file even where its very bytes are stored.</param>
    public async Task<ImportReport> RunAsync(
        WorkspaceId workspace,
        SampleFile file,
        bool force,
        CancellationToken cancellationToken
    )
    {
        await using var content = File.OpenRead(file.Path);
        var upload = new UploadImport.Command(
            Path.GetFileName(file.Path),
            content,
            Mapping(file),
            IngestMode.Upsert,
            RowErrorPolicy.Abort,
            Dataset: null
        );
        var import = await SendAsync(workspace, upload, cancellationToken);
        var done = await SendAsync(workspace, new CommitImport.Command(import.Id, Force: force), cancellationToken);
        return done.Report!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    private async Task<T> SendAsync<T>(WorkspaceId workspace, IRequest<T> request, CancellationToken cancellationToken)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(workspace, "benchmark", Rights.System);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    private static ImportMapping Mapping(SampleFile file)
    {
        var spend = new ValueMapping
        {
            Column = "spend",
            Metric = "ads.spend",
            Currency = "EUR",
        };
        var clicks = new ValueMapping { Column = "clicks", Metric = "ads.clicks" };
        DimensionMapping[] dimensions = [new("campaign", "campaign"), new("country", "country")];
        return new()
        {
            Date = new("date"),
            Values = file.Values == 1 ? [spend] : [spend, clicks],
            Dimensions = file.Values == 1 ? [new("channel", "channel"), .. dimensions] : dimensions,
        };
    }
}
