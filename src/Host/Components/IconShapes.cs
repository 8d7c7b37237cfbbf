using System.Collections.Frozen;

namespace Nexus.Host.Components;

/// <summary>The drawings of <see cref="Icon"/>: strokes in a square of 24, in the colour of the text.</summary>
internal static class IconShapes
{
    private static readonly FrozenDictionary<string, string> Shapes = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["arrow-right"] = "<path d=\"M5 12h14M13 6l6 6-6 6\"/>",
        ["calendar"] =
            "<rect x=\"3.5\" y=\"5\" width=\"17\" height=\"16\" rx=\"2\"/><path d=\"M3.5 10h17M8 3v4M16 3v4\"/>",
        ["chart"] = "<path d=\"M4 4v16h16\"/><path d=\"M8 15l3.5-5 3 3L20 7\"/>",
        ["check"] = "<path d=\"M5 12.5l4.5 4.5L19 7.5\"/>",
        ["check-circle"] = "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M8 12.3l2.8 2.7L16 9.5\"/>",
        ["chevron-down"] = "<path d=\"M6 9l6 6 6-6\"/>",
        ["chevron-left"] = "<path d=\"M15 6l-6 6 6 6\"/>",
        ["chevron-right"] = "<path d=\"M9 6l6 6-6 6\"/>",
        ["chevron-up"] = "<path d=\"M6 15l6-6 6 6\"/>",
        ["chevrons"] = "<path d=\"M8 9.5l4-4 4 4M8 14.5l4 4 4-4\"/>",
        ["clock"] = "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 7v5.2l3.2 2\"/>",
        ["close"] = "<path d=\"M6 6l12 12M18 6L6 18\"/>",
        ["copy"] =
            "<rect x=\"9\" y=\"9\" width=\"12\" height=\"12\" rx=\"2\"/><path d=\"M15 9V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h4\"/>",
        ["dashboard"] =
            "<rect x=\"3\" y=\"3\" width=\"8\" height=\"10\" rx=\"1.5\"/><rect x=\"3\" y=\"17\" width=\"8\" height=\"4\" rx=\"1.5\"/><rect x=\"15\" y=\"3\" width=\"6\" height=\"4\" rx=\"1.5\"/><rect x=\"15\" y=\"11\" width=\"6\" height=\"10\" rx=\"1.5\"/>",
        ["database"] =
            "<ellipse cx=\"12\" cy=\"5.5\" rx=\"8\" ry=\"3\"/><path d=\"M4 5.5v13c0 1.7 3.600 3 8 3s8-1.3 8-3v-13M4 12c0 1.7 3.600 3 8 3s8-1.3 8-3\"/>",
        ["dot"] = "<circle cx=\"12\" cy=\"12\" r=\"4\"/>",
        ["dots"] = "<path d=\"M5 12h.01M12 12h.01M19 12h.01\"/>",
        ["download"] = "<path d=\"M4 16v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3M12 4v12M7 11l5 5 5-5\"/>",
        ["edit"] = "<path d=\"M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5\"/>",
        ["error"] = "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 7.5v5.5M12 16.2h.01\"/>",
        ["expand"] = "<path d=\"M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5\"/>",
        ["external"] = "<path d=\"M14 4h6v6M20 4l-9 9M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4\"/>",
        ["file"] = "<path d=\"M6 3h8l5 5v13H6zM14 3v5h5\"/>",
        ["filter"] = "<path d=\"M4 5h16l-6 8v6l-4-2v-4z\"/>",
        ["flag"] = "<path d=\"M5 21V4h13l-2.5 4.5L18 13H5\"/>",
        ["grip"] = "<path d=\"M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01\"/>",
        ["info"] = "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 11v5.5M12 7.8h.01\"/>",
        ["key"] = "<circle cx=\"8\" cy=\"15\" r=\"4.5\"/><path d=\"M11.3 11.7L20 3M16 7l3 3\"/>",
        ["leave"] = "<path d=\"M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9\"/>",
        ["link"] =
            "<path d=\"M10 14a4.5 4.5 0 0 0 6.5.4l3-3a4.5 4.5 0 0 0-6.4-6.4l-1.5 1.5M14 10a4.5 4.5 0 0 0-6.5-.4l-3 3a4.5 4.5 0 0 0 6.4 6.4l1.5-1.5\"/>",
        ["list"] = "<path d=\"M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01\"/>",
        ["lock"] =
            "<rect x=\"5\" y=\"11\" width=\"14\" height=\"10\" rx=\"2\"/><path d=\"M8 11V7.5a4 4 0 0 1 8 0V11\"/>",
        ["mail"] = "<rect x=\"3\" y=\"5\" width=\"18\" height=\"14\" rx=\"2\"/><path d=\"M3.5 7l8.5 6 8.5-6\"/>",
        ["menu"] = "<path d=\"M4 7h16M4 12h16M4 17h16\"/>",
        ["moon"] = "<path d=\"M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z\"/>",
        ["note"] = "<path d=\"M5 4h14v10l-5 6H5zM14 20v-6h5\"/>",
        ["pause"] = "<path d=\"M9 5v14M15 5v14\"/>",
        ["people"] =
            "<circle cx=\"9\" cy=\"8\" r=\"3.5\"/><path d=\"M2.5 20a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18.5 14.5A6.5 6.5 0 0 1 21.5 20\"/>",
        ["person"] = "<circle cx=\"12\" cy=\"8\" r=\"4\"/><path d=\"M4 21a8 8 0 0 1 16 0\"/>",
        ["play"] = "<path d=\"M7 4.5l12 7.5-12 7.5z\"/>",
        ["plug"] = "<path d=\"M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4\"/>",
        ["plus"] = "<path d=\"M12 5v14M5 12h14\"/>",
        ["pulse"] = "<path d=\"M3 12h4l3-8 4 16 3-8h4\"/>",
        ["screen"] = "<rect x=\"3\" y=\"4\" width=\"18\" height=\"12\" rx=\"2\"/><path d=\"M9 20h6M12 16v4\"/>",
        ["search"] = "<circle cx=\"11\" cy=\"11\" r=\"6.5\"/><path d=\"M16 16l4.5 4.5\"/>",
        ["settings"] =
            "<circle cx=\"12\" cy=\"12\" r=\"3\"/><path d=\"M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M18.7 5.3l-2.1 2.1M7.4 16.6l-2.1 2.1\"/>",
        ["share"] =
            "<circle cx=\"6\" cy=\"12\" r=\"2.5\"/><circle cx=\"18\" cy=\"6\" r=\"2.5\"/><circle cx=\"18\" cy=\"18\" r=\"2.5\"/><path d=\"M8.3 10.900l7.400-3.7M8.3 13.100l7.400 3.7\"/>",
        ["shield"] = "<path d=\"M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z\"/>",
        ["stethoscope"] =
            "<path d=\"M5 3v6a5 5 0 0 0 10 0V3M10 14v2a5 5 0 0 0 10 0v-2\"/><circle cx=\"20\" cy=\"11.5\" r=\"2.5\"/>",
        ["stop"] = "<rect x=\"6\" y=\"6\" width=\"12\" height=\"12\" rx=\"1.5\"/>",
        ["sun"] =
            "<circle cx=\"12\" cy=\"12\" r=\"4\"/><path d=\"M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4\"/>",
        ["switch"] = "<path d=\"M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4\"/>",
        ["sync"] =
            "<path d=\"M20 11a8 8 0 0 0-14.5-4L3 9.5M3 4v5.5h5.5M4 13a8 8 0 0 0 14.5 4l2.5-2.5M21 20v-5.5h-5.5\"/>",
        ["table"] = "<rect x=\"3\" y=\"4\" width=\"18\" height=\"16\" rx=\"2\"/><path d=\"M3 10h18M3 15h18M10 4v16\"/>",
        ["target"] =
            "<circle cx=\"12\" cy=\"12\" r=\"9\"/><circle cx=\"12\" cy=\"12\" r=\"5\"/><circle cx=\"12\" cy=\"12\" r=\"1\"/>",
        ["trash"] = "<path d=\"M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3\"/>",
        ["undo"] = "<path d=\"M4 9h10a6 6 0 0 1 0 12h-4M8 5L4 9l4 4\"/>",
        ["upload"] = "<path d=\"M4 16v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3M12 16V4M7 9l5-5 5 5\"/>",
        ["warning"] = "<path d=\"M12 4L2.8 19.5h18.4zM12 10v4.5M12 17.2h.01\"/>",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">There is no such drawing.</exception>
    public static string Of(string name) => Shapes[name];
}
