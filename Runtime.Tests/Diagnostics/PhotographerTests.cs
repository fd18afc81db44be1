using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

[TestClass]
public sealed class PhotographerTests : SchedulerTest
{
    [TestMethod]
    public void TakeAll_ManyParked_GivesTheirStacksInOrder()
    {
        const int Count = 40;
        ParkingSlot[] slots = new ParkingSlot[Count];
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, Count).Select(i => Coroutine.Create<int>(
            y =>
            {
                slots[i] = ParkingSlot.TryGetOwn()!;
                (i % 2 == 0 ? (Action<Yielder<int>>)SuspendHere : SuspendThere)(y);
                return 0;
            },
            InPool))];
        foreach (Coroutine<int> coroutine in coroutines)
        {
            coroutine.Resume();
        }

        Eventually.True(() => Array.TrueForAll(slots, static slot => slot.Lane is not null), "all are parked");
        Photo[] photos = [.. Photographer.TakeAll(slots)];

        Assert.HasCount(Count, photos);
        for (int i = 0; i < Count; i++)
        {
            Assert.AreEqual(PhotoOutcome.Taken, photos[i].Outcome);
            Assert.Contains(i % 2 == 0 ? nameof(SuspendHere) : nameof(SuspendThere), TextOf(photos[i]));
        }

        Array.ForEach(coroutines, static coroutine => coroutine.Dispose());
    }

    [TestMethod]
    public void Take_Parked_CutsBatonsFramesAtBothEnds()
    {
        ParkingSlot? slot = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y =>
            {
                slot = ParkingSlot.TryGetOwn();
                SuspendHere(y);
                return 0;
            },
            InPool);
        coroutine.Resume();
        Eventually.True(() => slot!.Lane is not null, "it is parked");

        IReadOnlyList<StackFrame> frames = PhotoFrames.Cut(Photographer.Take(slot!).Stack!);

        string[] types = [.. frames.Select(static frame => frame.GetMethod()!.DeclaringType!.Assembly.GetName().Name!)];
        Assert.AreEqual(nameof(SuspendHere), frames[0].GetMethod()!.Name);
        Assert.AreEqual(typeof(PhotographerTests).Assembly.GetName().Name, types[^1]);
    }

    [TestMethod]
    public void Take_ThreadThatRuns_IsMissed()
    {
        ParkingSlot? slot = null;
        bool isOver = false;
        TestThread runs = TestThread.Start(() =>
        {
            Volatile.Write(ref slot, ParkingSlot.TryGetOwn());
            while (!Volatile.Read(ref isOver))
            {
            }
        });
        Eventually.True(() => Volatile.Read(ref slot) is not null, "it runs");

        Photo photo = Photographer.Take(slot!);
        Volatile.Write(ref isOver, true);
        runs.Join();

        Assert.AreEqual(PhotoOutcome.Missed, photo.Outcome);
        Assert.IsNull(photo.Stack);
        Assert.AreEqual((0, 0L, null), (photo.OSThreadId, photo.TakenAt, photo.TraceId));
    }

    [TestMethod]
    public void Take_InAnActivity_HasItsTraceAndTheThreadsNumber()
    {
        using Activity activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        ParkingSlot? slot = null;
        int number = 0;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y =>
            {
                slot = ParkingSlot.TryGetOwn();
                number = SystemLocks.CurrentThread;
                SuspendHere(y);
                return 0;
            },
            InPool);
        coroutine.Resume();
        Eventually.True(() => slot!.Lane is not null, "it is parked");

        Photo photo = Photographer.Take(slot!);

        Assert.AreEqual((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (photo.TraceId, photo.SpanId));
        Assert.AreEqual(number, photo.OSThreadId);
    }

    [TestMethod]
    public void Take_WithLines_NamesTheFile()
    {
        ParkingSlot? slot = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y =>
            {
                slot = ParkingSlot.TryGetOwn();
                SuspendHere(y);
                return 0;
            },
            InPool);
        coroutine.Resume();
        Eventually.True(() => slot!.Lane is not null, "it is parked");

        StackFrame first = PhotoFrames.Cut(Photographer.Take(slot!, withLines: true).Stack!)[0];

        Assert.EndsWith($"{nameof(PhotographerTests)}.cs", first.GetFileName());
    }

    [TestMethod]
    public void Take_SmallStack_IsTakenOrMissedAndTheCoroutineLives()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { StackSize = 64 * 1024, MaxThreads = 1 });
        ParkingSlot? slot = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y =>
            {
                slot = ParkingSlot.TryGetOwn();
                SuspendHere(y);
                return 0;
            },
            new CoroutineOptions { ThreadPool = small });
        coroutine.Resume();
        Eventually.True(() => slot!.Lane is not null, "it is parked");

        Photo photo = Photographer.Take(slot!);

        Assert.AreNotEqual(PhotoOutcome.GivenUp, photo.Outcome);
        coroutine.Resume();
        Assert.IsTrue(coroutine.IsFinished);
    }

    private static string TextOf(Photo photo) =>
        string.Join(' ', PhotoFrames.Cut(photo.Stack!).Select(static frame => frame.GetMethod()!.Name));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SuspendHere(Yielder<int> yielder) => yielder.Suspend(1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SuspendThere(Yielder<int> yielder) => yielder.Suspend(2);
}
