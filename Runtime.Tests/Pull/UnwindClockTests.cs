namespace Baton.Tests;

/// <summary>The clock of an unwinding that no thread waits for.</summary>
[TestClass]
public sealed class UnwindClockTests : CoroutineTest
{
    [TestMethod]
    public async Task Clock_UnwindingNotStarted_DoesNotRun()
    {
        ExpectedQuarantined = 1;
        using ManualResetEventSlim gate = new();
        PullCore<int> core = Suspended(gate.Wait);
        AsyncUnwinding<int> unwinding = new(core);

        await Late.After(50); // a clock of 0 ms that was set before this one has run out
        (bool Over, CoroutineStatus Status) before = (unwinding.Completion.IsCompleted, core.Status);
        core.NoteClaimant(); // a claim is a thread's, and this may be another thread than before the delay
        unwinding.Start();
        await unwinding.Completion.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.AreEqual((false, CoroutineStatus.Running), before);
        Assert.ThrowsExactly<ObjectDisposedException>(() => core.Claim());
        gate.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");
    }

    [TestMethod]
    public async Task Clock_BodyUnwindsBeforeItIsSet_IsNeverSet()
    {
        for (int i = 0; i < 200; i++)
        {
            AsyncUnwinding<int> unwinding = new(Suspended(() => { }, TimeSpan.FromSeconds(10)));

            unwinding.Start(); // of two hundred some are unwound by the time this sets the clock
            await unwinding.Completion;
        }

        Assert.AreEqual(0, Telemetry.Quarantined);
    }

    /// <summary>Suspended, and claimed by the caller.</summary>
    private PullCore<int> Suspended(Action cleanUp, TimeSpan unwindTimeout = default)
    {
        PullCore<int> core = new(
            yielder =>
            {
                using (new Cleanup(cleanUp))
                {
                    yielder.Suspend(1);
                }
            },
            batch: 1,
            new CoroutineOptions { ThreadPool = Pool, UnwindTimeout = unwindTimeout });
        Signal<Nothing> signal = default;
        DropSentinel? sentinel = null;
        Assert.IsTrue(core.TryResume(ref signal, ref sentinel, out _, out _));
        sentinel!.Dispose();
        Assert.IsTrue(core.TryClaim(out _));
        return core;
    }
}
