using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace Nexus.Benchmarks.Nodes;

/// <summary>A node in a process of its own, that can be killed and frozen.</summary>
internal sealed class NexusNode : IAsyncDisposable
{
    private const int LastWords = 20;

    private readonly Process _process;
    private readonly ConcurrentDictionary<string, Channel<string>> _said = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task _listening;
    private volatile bool _ended;

    private NexusNode(Process process, string name)
    {
        _process = process;
        Name = name;
        _listening = ListenAsync();
    }

    public string Name { get; }

    /// <summary>Where it listens; set by <see cref="StartAsync"/>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts the process; it builds its host and waits to be started, so that a spare one costs no time later.</summary>
    public static NexusNode Launch(NodeTerms terms)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(NexusNode).Assembly.Location);
        start.ArgumentList.Add(NodeProgram.Word);
        start.Environment[NodeProgram.Variable] = JsonSerializer.Serialize(terms);
        // Compiled a little worse and a lot sooner: most of a short life would go into it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new(Process.Start(start)!, terms.Name);
    }

    /// <summary>From here on it claims what is due and answers requests.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message has its last words.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ExpectAsync(NodeWords.Built, cancellationToken);
        await TellAsync(NodeWords.Start, cancellationToken);
        Address = new Uri(await ExpectAsync(NodeWords.Listening, cancellationToken));
    }

    /// <summary>Has it stand still when it reaches a failpoint for the so many-th time from now.</summary>
    public Task HaltAtAsync(string point, int times, CancellationToken cancellationToken) =>
        TellAsync(
            string.Create(CultureInfo.InvariantCulture, $"{NodeWords.HaltAt} {point} {times}"),
            cancellationToken
        );

    /// <summary>Calls off where it should halt.</summary>
    /// <returns>False where it has halted already.</returns>
    public async Task<bool> KeepMovingAsync(CancellationToken cancellationToken)
    {
        await TellAsync(NodeWords.KeepMoving, cancellationToken);
        await ExpectAsync(NodeWords.Moving, cancellationToken);
        return !Said(NodeWords.Halted).Reader.TryRead(out _);
    }

    /// <summary>Waits until it stands still.</summary>
    /// <exception cref="InvalidOperationException">It ended by itself; the message has its last words.</exception>
    public async Task HaltedAsync(CancellationToken cancellationToken) =>
        await ExpectAsync(NodeWords.Halted, cancellationToken);

    public Task GoOnAsync(CancellationToken cancellationToken) => TellAsync(NodeWords.GoOn, cancellationToken);

    /// <summary>Ends it as a power cut does: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _listening;
    }

    /// <summary>SIGSTOP.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Largest resident set that it has had so far, in MB (10^6 bytes). Linux only.</summary>
    public async Task<double> PeakMemoryAsync(CancellationToken cancellationToken)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        var status = await File.ReadAllLinesAsync($"/proc/{id}/status", cancellationToken);
        var peak = status.First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
            await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", [$"-{signal}", id]);
        await kill.WaitForExitAsync();
    }

    private async Task TellAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    private async Task<string> ExpectAsync(string word, CancellationToken cancellationToken)
    {
        try
        {
            return await Said(word).Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The node {Name} ended by itself:\n{string.Join('\n', _errors)}");
        }
    }

    private Channel<string> Said(string word)
    {
        var channel = _said.GetOrAdd(word, _ => Channel.CreateUnbounded<string>());
        if (_ended)
            channel.Writer.TryComplete();
        return channel;
    }

    private async Task ListenAsync()
    {
        await Task.WhenAll(ReadAsync(), ReadErrorsAsync());
        _ended = true;
        foreach (var channel in _said.Values)
            channel.Writer.TryComplete();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ', 2);
            Said(words[0]).Writer.TryWrite(words.Length > 1 ? words[1] : "");
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errors.Enqueue(line);
            if (_errors.Count > LastWords)
                _errors.TryDequeue(out _);
        }
    }
}
