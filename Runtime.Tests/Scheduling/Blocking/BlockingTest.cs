namespace Baton.Tests;

/// <summary>Base of the tests of blocking modes: runs in a given mode, and can tell whether two frames ever ran at once.</summary>
public abstract class BlockingTest : SchedulerTest
{
    private protected const string Held = "baton.frames.blocked";
    private protected const string GaveWay = "baton.frames.gave_way";

    private int _running;

    private protected void Run(BlockingMode mode, Action main) => CoroutineScheduler.Run(main, Mode(mode));

    // Without a grace each wait counts: a short one is as good as a long one.
    private protected CoroutineSchedulerOptions Mode(BlockingMode mode) => new()
    {
        ThreadPool = Pool,
        Name = "Test",
        Blocking = mode,
        BlockingGrace = TimeSpan.Zero,
    };

    /// <summary>Code of a frame, between two suspensions or blocking calls: no other may be in here meanwhile.</summary>
    private protected void Alone(Action code)
    {
        Assert.AreEqual(1, Interlocked.Increment(ref _running), "frames that run");
        code();
        Assert.AreEqual(0, Interlocked.Decrement(ref _running), "frames that run");
    }

    private protected void Step(string step) => Alone(() => Log.Add(step));
}
