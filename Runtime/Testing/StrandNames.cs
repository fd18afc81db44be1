using System.Globalization;

namespace Baton.Testing;

/// <summary>What strands are called in reports. Numbers that differ from schedule to schedule are no part of it.</summary>
internal static class StrandNames
{
    /// <param name="tenant">What the strand's thread runs.</param>
    /// <param name="number">Of the strand.</param>
    internal static string Of(object tenant, int number) => tenant switch
    {
        string name => name,
        SeamTenant work => work.Name ?? Numbered(work.Kind, number),
        FrameCore frame => Of(frame) ?? Numbered("frame", number),
        CoroutineCore coroutine => coroutine.Name ?? Numbered("coroutine", number),
        _ => Numbered("work", number),
    };

    /// <summary>Null: the frame has no name.</summary>
    internal static string? Of(FrameCore frame) => frame.Name ?? frame.FunctionName;

    private static string Numbered(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}");
}
