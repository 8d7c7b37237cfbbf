namespace Nexus.ProviderSimulator.Http;

/// <summary>How a body travels to its reader.</summary>
public abstract record Delivery
{
    private Delivery() { }

    /// <summary>At once and in full.</summary>
    public static Delivery Whole { get; } = new AtOnce();

    internal sealed record AtOnce : Delivery;

    /// <summary>The connection is reset before a byte is sent.</summary>
    internal sealed record Reset : Delivery;

    /// <summary>The headers promise the whole body, half of it comes, and the connection is reset.</summary>
    internal sealed record Half : Delivery;

    /// <summary>In pieces of <paramref name="Bytes"/>, with a pause of real time before each.</summary>
    internal sealed record Slow(int Bytes, TimeSpan Pause) : Delivery;

    /// <summary>Nothing comes until the caller gives up.</summary>
    internal sealed record Never : Delivery;

    /// <summary>Small on the wire, <paramref name="Megabytes"/> when it is unpacked.</summary>
    internal sealed record Bomb(int Megabytes) : Delivery;
}
