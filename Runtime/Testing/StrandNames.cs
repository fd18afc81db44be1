using System.Globalization;

namespace Baton.Testing;

/// <summary>What strands are called in reports. Numbers that differ from schedule to schedule are no part of it.</summary>
internal static class StrandNames
{
    /// <summary>The name of a strand that begins, as no other of its schedule has it. Errands have one name.</summary>
    /// <param name="run">The run.</param>
    /// <param name="tenant">What the strand's thread runs.</param>
    /// <param name="number">Of the strand.</param>
    internal static string Give(TestRun run, object tenant, int number) =>
        run.IsEnding ? tenant as string ?? Of(tenant, number)
        : tenant is string name ? run.Schedule.Names.Share(name)
        : run.Schedule.Names.Add(Of(tenant, number));

    /// <summary>What a frame is called in its schedule. Null: it has no name.</summary>
    internal static string? Of(TestRun run, FrameCore frame) =>
        run.Strands.All.FirstOrDefault(strand => strand.Tenant == frame)?.Name ?? frame.Name ?? frame.FunctionName;

    /// <summary>The name of a strand, with what it is in front: "thread 1" is called so already, and "one" is thread one.</summary>
    internal static string WithKind(string kind, string name) =>
        name.StartsWith($"{kind} ", StringComparison.Ordinal) ? name : $"{kind} {name}";

    private static string Of(object tenant, int number) => tenant switch
    {
        SeamTenant work => work.Name ?? Numbered(work.Kind, number),
        FrameCore frame => frame.Name ?? frame.FunctionName ?? Numbered("frame", number),
        CoroutineCore coroutine => coroutine.Name ?? Numbered("coroutine", number),
        _ => Numbered("work", number),
    };

    private static string Numbered(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}");
}
