namespace Baton.Tests;

/// <summary>A row of the conformance table: one way to block a thread, and whether this runtime tells a synchronization context of it.</summary>
/// <param name="Name">As code names it.</param>
/// <param name="IsSeen">Is a scheduler told of it?</param>
/// <param name="Create">Makes a fresh case of it.</param>
internal sealed record WaitKind(string Name, bool IsSeen, Func<WaitCase> Create)
{
    public override string ToString() => Name;
}

/// <summary>One wait that is sure to block until its other side has released it.</summary>
internal sealed class WaitCase
{
    /// <summary>On the other side's thread, before the wait: takes what the wait is for.</summary>
    internal Action? Prepare { get; init; }

    /// <summary>Blocks, and checks what the wait returns.</summary>
    internal required Action Wait { get; init; }

    /// <summary>On the other side's thread: ends the wait.</summary>
    internal required Action Release { get; init; }

    /// <summary>After the wait was refused and released: can it be made anew, by anybody?</summary>
    internal bool IsRepeatable { get; init; } = true;

    /// <summary>Does a refusal come out of the code that waits, by itself or within another exception?</summary>
    internal bool KeepsRefusal { get; init; } = true;

    internal Action? CleanUp { get; init; }
}

/// <summary>The thread that a wait waits for: it has prepared the case when this is created, and releases it when it is told to.</summary>
internal sealed class OtherSide : IDisposable
{
    private readonly ManualResetEvent _go = new(false); // no lock that a frame could find taken
    private readonly TestThread _thread;
    private readonly WaitCase _wait;

    internal OtherSide(WaitCase wait)
    {
        _wait = wait;
        using ManualResetEventSlim prepared = new();
        _thread = TestThread.Start(
            () =>
            {
                wait.Prepare?.Invoke();
                prepared.Set();
                _go.WaitOne();
                BeforeRelease?.Invoke();
                wait.Release();
            },
            "Other side");
        prepared.Wait();
    }

    /// <summary>On its thread: what it waits for before it releases.</summary>
    internal Action? BeforeRelease { private get; set; }

    /// <summary>Lets it release. May be called before the wait begins if something holds the release back.</summary>
    internal void Go() => _go.Set();

    /// <summary>Waits until it has released.</summary>
    internal void Join() => _thread.Join();

    /// <summary>As <see cref="Join"/>, for those who may not block.</summary>
    internal Task Joined() => _thread.Joined();

    public void Dispose()
    {
        _go.Set();
        _thread.Join();
        _go.Dispose();
        _wait.CleanUp?.Invoke();
    }
}
