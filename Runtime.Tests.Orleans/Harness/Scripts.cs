using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>What probes are to do: functions of the tests, by number. The silos are in the tests' process.</summary>
internal static class Scripts
{
    private static readonly ConcurrentDictionary<Guid, Delegate> s_all = new();

    internal static Guid Add(Func<ProbeBase, CancellationToken, Task> script) => Keep(script);

    internal static Guid AddCounting(Action<Yielder<int>> script) => Keep(script);

    internal static Func<ProbeBase, CancellationToken, Task> Find(Guid script) => (Func<ProbeBase, CancellationToken, Task>)s_all[script];

    internal static Action<Yielder<int>> FindCounting(Guid script) => (Action<Yielder<int>>)s_all[script];

    internal static void Clear() => s_all.Clear();

    private static Guid Keep(Delegate script)
    {
        Guid key = Guid.NewGuid();
        s_all[key] = script;
        return key;
    }
}
