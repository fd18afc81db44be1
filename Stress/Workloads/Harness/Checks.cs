using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>The named checks of one scenario: how often each was made, and which did not hold. Any thread.</summary>
internal sealed class Checks
{
    private const int MostFailures = 20;

    private readonly ConcurrentDictionary<string, Tally> _tallies = new();
    private readonly ConcurrentQueue<Failure> _failures = new();
    private long _iteration = -1;   // volatile: the runner, between iterations

    internal long Iteration
    {
        get => Volatile.Read(ref _iteration);
        set => Volatile.Write(ref _iteration, value);
    }

    /// <summary>Tells where the iteration is, for a report of a hang. Null: there is nothing to tell. The runner's thread.</summary>
    internal Func<string>? Story { get; set; }

    internal IReadOnlyList<Failure> Failures => [.. _failures];

    internal IReadOnlyList<CheckResult> Results =>
        [.. _tallies.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.ToResult(pair.Key))];

    internal bool HaveFailed => !_failures.IsEmpty;

    /// <summary>Checks that <paramref name="held"/>.</summary>
    internal void That(string name, bool held, Func<string>? detail = null)
    {
        if (held)
        {
            Held(name, 1);
        }
        else
        {
            Fail(name, detail?.Invoke() ?? "did not hold");
        }
    }

    internal void Equal<T>(string name, T expected, T actual) =>
        That(name, EqualityComparer<T>.Default.Equals(expected, actual), () => $"expected {expected}, was {actual}");

    /// <summary>Compares two records of what happened, and tells where they part.</summary>
    internal void Same<T>(string name, IReadOnlyList<T> expected, IReadOnlyList<T> actual) =>
        That(name, expected.SequenceEqual(actual), () => Difference(expected, actual));

    /// <summary>Something that was checked <paramref name="times"/> times where it happened, and held each time.</summary>
    internal void Held(string name, long times) => TallyOf(name).Count(times);

    internal void Fail(string name, string detail)
    {
        TallyOf(name).CountFailed();
        if (_failures.Count < MostFailures)
        {
            _failures.Enqueue(new Failure(name, Iteration, detail));
        }
    }

    private static string Difference<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual)
    {
        int same = expected.Zip(actual).TakeWhile(pair => EqualityComparer<T>.Default.Equals(pair.First, pair.Second)).Count();
        return $"from number {same} on: expected [{Excerpt(expected, same)}], was [{Excerpt(actual, same)}]";
    }

    private static string Excerpt<T>(IReadOnlyList<T> list, int from) =>
        string.Join(", ", list.Skip(from).Take(8)) + (list.Count > from + 8 ? ", ..." : "");

    private Tally TallyOf(string name) => _tallies.GetOrAdd(name, static _ => new Tally());

    private sealed class Tally
    {
        private long _made;     // interlocked
        private long _failed;   // interlocked

        internal void Count(long times) => Interlocked.Add(ref _made, times);

        internal void CountFailed()
        {
            Interlocked.Increment(ref _made);
            Interlocked.Increment(ref _failed);
        }

        internal CheckResult ToResult(string name) => new(name, Interlocked.Read(ref _made), Interlocked.Read(ref _failed));
    }
}
