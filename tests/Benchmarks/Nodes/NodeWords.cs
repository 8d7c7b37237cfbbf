namespace Nexus.Benchmarks.Nodes;

/// <summary>The first words of the lines between a node and whoever started it.</summary>
internal static class NodeWords
{
    public const string Built = "built";
    public const string Listening = "listening";
    public const string Halted = "halted";
    public const string Moving = "moving";

    public const string Start = "start";
    public const string HaltAt = "halt-at";
    public const string KeepMoving = "keep-moving";
    public const string GoOn = "go-on";
}
