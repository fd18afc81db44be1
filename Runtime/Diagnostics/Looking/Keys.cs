using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The names of things in all outputs of this process, such as <c>f12</c>. What has no number of its own gets one when it is first named,
/// and keeps it.
/// </summary>
internal static class Keys
{
    private static readonly ConditionalWeakTable<object, StrongBox<long>> s_numbers = [];
    private static readonly long[] s_last = new long['z' + 1]; // the last number given, by the letter; interlocked

    internal static string Of(FrameCore frame) => $"f{frame.Id}";

    internal static string Of(CoroutineCore coroutine) => $"c{coroutine.Id}";

    internal static string Of(Worker worker) => $"w{worker.Number}";

    internal static string Of(Thread thread) => $"t{thread.ManagedThreadId}";

    internal static string Of(QueueCore queue) => $"q{queue.Order}";

    internal static string Of(SchedulerCore scheduler) => $"s{NumberOf('s', scheduler)}";

    internal static string Of(ScopeCore scope) => $"o{NumberOf('o', scope)}";

    internal static string Of(WorkerPool pool) => $"p{NumberOf('p', pool)}";

    /// <summary>Of an asynchronous method's wait.</summary>
    internal static string Of(QueueWait wait) => $"a{NumberOf('a', wait)}";

    /// <summary>Of whatever threads of foreign code wait for: a lock, or a handle.</summary>
    internal static string OfLock(object waitedFor) => $"k{NumberOf('k', waitedFor)}";

    /// <summary>The number in a key.</summary>
    internal static long NumberIn(string key) => long.Parse(key.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>With the name, if there is one: <c>f12 'charge'</c>.</summary>
    internal static string Named(string key, string? name) => name is null ? key : $"{key} '{name}'";

    private static long NumberOf(char kind, object thing) => s_numbers
        .GetValue(thing, _ => new StrongBox<long>(Interlocked.Increment(ref s_last[kind]))).Value;
}
