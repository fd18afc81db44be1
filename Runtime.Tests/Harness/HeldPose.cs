namespace Baton.Tests;

/// <summary>A pose whose taking lasts until the test lets it end. It spins meanwhile, and so meets no interrupt, unless it is to.</summary>
internal sealed class HeldPose : Pose
{
    private readonly ManualResetEvent _interrupted = new(false); // never set
    private volatile bool _isBegun;
    private volatile bool _isOver;
    private volatile int _misses;

    /// <summary>Does the taking wait where an interrupt ends it?</summary>
    internal bool IsInterruptible { get; init; }

    /// <summary>What the taking throws at its end. Null: nothing.</summary>
    internal Exception? Throws { get; init; }

    /// <summary>On which thread it was taken. Null: it was not.</summary>
    internal Thread? TakenOn { get; private set; }

    internal int Misses => _misses;

    internal bool IsAnswered => TakenOn is not null || _misses > 0;

    /// <summary>A pose that is taken at once.</summary>
    internal static HeldPose Free()
    {
        HeldPose pose = new();
        pose.Release();
        return pose;
    }

    internal void Release() => _isOver = true;

    internal void UntilBegun() => Eventually.True(() => _isBegun, "the pose is being taken");

    internal void UntilAnswered() => Eventually.True(() => IsAnswered, "the pose is answered");

    internal override void Miss() => Interlocked.Increment(ref _misses);

    protected override void TakeHere()
    {
        _isBegun = true;
        if (IsInterruptible)
        {
            _interrupted.WaitOne();
        }

        SpinWait wait = default;
        while (!_isOver)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        if (Throws is not null)
        {
            throw Throws;
        }

        TakenOn = Thread.CurrentThread;
    }
}
