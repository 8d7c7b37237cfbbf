using Nexus.Infrastructure.Postgres;
using Npgsql;

namespace Nexus.Testing.Postgres;

/// <summary>A database of one test or test class; gone when it is disposed, or when the folder of its server is.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly TestPostgres _server;

    internal TestDatabase(TestPostgres server, string name)
    {
        _server = server;
        Name = name;
        Administrator = server.Administrator(name);
        Connections = DatabaseConnections.For(
            Administrator,
            role => DatabaseRoles.Password(TestPostgres.MasterKey, role)
        );
        App = NpgsqlDataSource.Create(Connections.App);
        Owner = NpgsqlDataSource.Create(Connections.Owner!);
    }

    public string Name { get; }

    /// <summary>Connection strings of Nexus's own roles, none of them privileged.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>Connection string of the superuser, who sees through every wall: to arrange and to look behind, never to prove.</summary>
    public string Administrator { get; }

    /// <summary>The pool of the unprivileged role that Nexus serves with.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>The pool of the role that owns the schema.</summary>
    public NpgsqlDataSource Owner { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        await _server.DropAsync(Name);
    }
}
