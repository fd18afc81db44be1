namespace Baton.Tests;

/// <summary>A thread's wait for the end of tasks, also of one whose end .NET told nobody.</summary>
/// <remarks>
/// <code>
/// the tasks                         the token          interrupt   ForAny                 For
/// one has ended, in whatever way    -                  -           returns                returns
/// one ends meanwhile                -                  -           returns                returns
/// one has ended, and wakes nobody   -                  -           returns at a look      returns at a look
/// none ends                         has fired          -           canceled               -
/// none ends                         fires              -           canceled               -
/// none ends                         -                  comes       interrupted            goes on, and the interrupt stays
/// </code>
/// </remarks>
[TestClass]
[BesideOthers]
public sealed class LookingWaitTests
{
    private const int RanToCompletion = 0x1000000; // the state of a task in .NET 10

    public enum Ended
    {
        Success,
        Failure,
        Cancellation,
    }

    [TestMethod]
    [DataRow(Ended.Success, false)]
    [DataRow(Ended.Success, true)]
    [DataRow(Ended.Failure, false)]
    [DataRow(Ended.Failure, true)]
    [DataRow(Ended.Cancellation, false)]
    [DataRow(Ended.Cancellation, true)]
    public void Wait_OneEnds_ReturnsAndThrowsNothing(Ended end, bool isOver)
    {
        TaskCompletionSource never = new();
        TaskCompletionSource ends = new();
        if (isOver)
        {
            EndBy(ends, end);
        }

        TestThread any = TestThread.Start(() => Assert.IsTrue(LookingWait.ForAny([never.Task, ends.Task], CancellationToken.None)));
        TestThread one = TestThread.Start(() => LookingWait.For(ends.Task));
        if (!isOver)
        {
            Eventually.Parked(any.Thread);
            Eventually.Parked(one.Thread);
            EndBy(ends, end);
        }

        any.Join();
        one.Join();
    }

    // As without memory: the task is complete, and those who wait are not woken.
    [TestMethod]
    public void Wait_OneHasEndedAndWakesNobody_ReturnsAtALook()
    {
        TaskCompletionSource ends = new();
        TestThread any = TestThread.Start(() => LookingWait.ForAny([ends.Task], CancellationToken.None));
        TestThread one = TestThread.Start(() => LookingWait.For(ends.Task));
        Eventually.Parked(any.Thread);
        Eventually.Parked(one.Thread);

        Interlocked.Or(ref SureEnd.StateOf(ends.Task), RanToCompletion);

        Assert.IsTrue(ends.Task.IsCompletedSuccessfully);
        any.Join();
        one.Join();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ForAny_TheTokenFires_IsCanceled(bool hasFired)
    {
        using CancellationTokenSource source = new();
        if (hasFired)
        {
            source.Cancel();
        }

        TestThread thread = TestThread.Start(() =>
        {
            OperationCanceledException canceled = Assert.ThrowsExactly<OperationCanceledException>(
                () => LookingWait.ForAny([new TaskCompletionSource().Task], source.Token));
            Assert.AreEqual(source.Token, canceled.CancellationToken);
        });
        if (!hasFired)
        {
            Eventually.Parked(thread.Thread);
            source.Cancel();
        }

        thread.Join();
    }

    [TestMethod]
    public void ForAny_AnInterruptComes_Throws()
    {
        TestThread thread = TestThread.Start(() => Assert.ThrowsExactly<ThreadInterruptedException>(
            () => LookingWait.ForAny([new TaskCompletionSource().Task], CancellationToken.None)));
        Eventually.Parked(thread.Thread);

        thread.Thread.Interrupt();

        thread.Join();
    }

    [TestMethod]
    public void For_AnInterruptComes_GoesOnAndTheInterruptStays()
    {
        TaskCompletionSource ends = new();
        bool isPending = false;
        TestThread thread = TestThread.Start(() =>
        {
            LookingWait.For(ends.Task);
            isPending = Uninterrupted.TakePendingInterrupt();
        });
        Eventually.Parked(thread.Thread);
        thread.Thread.Interrupt();
        Eventually.Parked(thread.Thread);
        Assert.IsFalse(thread.Thread.Join(50));

        ends.SetResult();

        thread.Join();
        Assert.IsTrue(isPending);
    }

    private static void EndBy(TaskCompletionSource task, Ended end)
    {
        switch (end)
        {
            case Ended.Success:
                task.SetResult();
                break;
            case Ended.Failure:
                task.SetException(new FormatException());
                break;
            default:
                task.SetCanceled();
                break;
        }
    }
}
