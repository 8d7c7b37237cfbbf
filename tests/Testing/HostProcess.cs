using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Nexus.Testing;

/// <summary>Nexus as a process of its own, the way an operator runs it.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _said = [];
    private readonly Task _reading;

    private HostProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>What it has printed so far, both streams together.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return string.Join('\n', _said);
        }
    }

    /// <summary>What it holds in memory now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the host that was built along with the program that asks.</summary>
    public static HostProcess Start(IReadOnlyList<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Nexus.Host.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a line that begins so, and answers the rest of it.</summary>
    /// <exception cref="InvalidOperationException">It ends without saying so; the message has what it has said.</exception>
    public async Task<string> WaitForAsync(string beginning, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await foreach (var line in _lines.Reader.ReadAllAsync(limit.Token))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line[beginning.Length..];
        }
        throw new InvalidOperationException($"It ended without saying \"{beginning}\":\n{Said}");
    }

    /// <summary>Sends a signal, such as TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", [$"-{signal}", id]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end and answers the exit code.</summary>
    /// <exception cref="InvalidOperationException">It does not end; the message has what it has said.</exception>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"It did not end within {Patience}. It has said so far:\n{Said}");
        }
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await EndAsync();
        }
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(DrainAsync(_process.StandardOutput), DrainAsync(_process.StandardError));
        _lines.Writer.Complete();
    }

    private async Task DrainAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (_said)
                _said.Add(line);
            await _lines.Writer.WriteAsync(line);
        }
    }
}
