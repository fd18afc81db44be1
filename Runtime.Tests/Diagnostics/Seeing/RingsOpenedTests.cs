namespace Baton.Tests;

/// <summary>
/// Rings over two schedulers that are opened and closed by cancellation, all the time: nothing is claimed that was never there.
/// </summary>
[TestClass]
public sealed class RingsOpenedTests : SeeingTest
{
    private const int Rounds = 300;

    private readonly Frame?[] _frames = new Frame?[2];

    /// <summary>
    /// Of the two frames only one waits for the other at a time: the first has left its wait before the second begins its own. A look that
    /// sees one scheduler before that and the other after it sees both waits.
    /// </summary>
    [TestMethod]
    public void ARingNeverCloses_TwoLooksClaimNone()
    {
        using CoroutineScheduler one = new(OnPool);
        using CoroutineScheduler two = new(OnPool);
        bool isOver = false;
        int claimed = 0;
        TestThread reader = TestThread.Start(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                claimed += Capture().Findings.Count(static finding => finding.Level == FindingLevel.Deadlock);
            }
        });
        using SemaphoreSlim turn = new(1);
        TaskCompletionSource go = new();
        _frames[0] = one.Start(() => WaitInTurns(0, go.Task, turn), "left");
        _frames[1] = two.Start(() => WaitInTurns(1, go.Task, turn), "right");
        go.SetResult();
        _frames[0]!.Await();
        _frames[1]!.Await();
        Volatile.Write(ref isOver, true);
        reader.Join();

        Assert.AreEqual(0, claimed);
    }

    private void WaitInTurns(int me, Task go, SemaphoreSlim turn)
    {
        go.Await();
        for (int round = 0; round < Rounds; round++)
        {
            turn.WaitAsync().Await();
            WaitForTheOther(me);
            turn.Release();
        }
    }

    // A frame of its own waits for the other, this one for that frame: with the other's the ring would be closed. It is opened by a
    // cancellation that the waiting frame is not told of before it has left.
    private void WaitForTheOther(int me)
    {
        Frame waits = Coroutine.Async(() => _frames[1 - me]!.Await(), "waits");
        Frame cancels = Coroutine.Async(waits.Cancel);
        try
        {
            waits.Await();
        }
        catch (OperationCanceledException)
        {
            // it was; or the other has ended
        }

        cancels.Await();
    }
}
