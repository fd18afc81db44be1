namespace Baton.Stress;

/// <summary>
/// A tree of frames under one scheduler, each with a random plan. The account of each frame says how often the frame began and ended, how,
/// and whether anybody has seen the failure.
/// </summary>
internal sealed class BusyFrames(Iteration iteration)
{
    private const int Most = 60;

    private readonly BusyFrame?[] _all = new BusyFrame?[Most];
    private readonly ScenarioException _failureOfMain = new(0);
    private int _count;             // under the baton
    private bool _areAllCanceled;   // volatile
    private bool _isOver;           // volatile

    internal Checks Checks => iteration.Checks;

    internal SharedFields Fields { get; } = new();

    internal CoroutineOptions InPool => iteration.InPool;

    internal bool AreAllCanceled => Volatile.Read(ref _areAllCanceled);

    private IEnumerable<BusyFrame> All => _all.TakeWhile(frame => frame is not null)!;

    /// <summary>Under the baton: starts one more; null when there are enough.</summary>
    internal BusyFrame? TryStart(int depth, Random random)
    {
        if (_count == Most)
        {
            return null;
        }

        BusyFrame frame = new(this, number: _count + 1, depth, new Random(random.Next()));
        Volatile.Write(ref _all[_count++], frame);
        frame.Start();
        return frame;
    }

    /// <summary>What runs as the main frame.</summary>
    internal void Main(Random random)
    {
        for (int roots = random.Next(1, 6); roots > 0; roots--)
        {
            TryStart(depth: random.Next(4), random);
            if (random.Next(3) == 0)
            {
                Coroutine.Yield();
            }
        }

        if (random.Next(4) == 0)
        {
            Volatile.Write(ref _areAllCanceled, true);
            throw _failureOfMain;
        }
    }

    /// <summary>Any thread: cancels frames at random until the run is over.</summary>
    internal void CancelSome(Random random)
    {
        for (int left = random.Next(20); left > 0 && !Volatile.Read(ref _isOver); left--)
        {
            random.Perturb();
            Volatile.Read(ref _all[random.Next(Most)])?.Cancel();
        }
    }

    internal void End() => Volatile.Write(ref _isOver, true);

    /// <summary>The run is over.</summary>
    /// <param name="thrown">What came out of it.</param>
    internal void Check(Exception? thrown)
    {
        foreach (BusyFrame frame in All)
        {
            frame.Check();
        }

        HashSet<Exception> expected = [.. All.Where(frame => !frame.IsObserved).Select(frame => frame.Failure).OfType<Exception>()];
        if (AreAllCanceled)
        {
            expected.Add(_failureOfMain);
        }

        Exception[] actual = thrown switch
        {
            null => [],
            AggregateException several => [.. several.InnerExceptions],
            _ => [thrown],
        };
        Checks.That(
            "exactly the failures that nobody saw come out of the run",
            expected.SetEquals(actual),
            () => $"expected [{Messages(expected)}], was [{Messages(actual)}]");
        Checks.That("main's failure comes first", !AreAllCanceled || (actual.Length > 0 && actual[0] == _failureOfMain));
        Fields.Check(Checks);
    }

    private static string Messages(IEnumerable<Exception> exceptions) => string.Join(", ", exceptions.Select(e => e.Message));
}
