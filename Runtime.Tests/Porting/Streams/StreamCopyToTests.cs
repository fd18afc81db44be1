namespace Baton.Tests;

/// <summary>Whoever calls <c>CopyTo</c> is who writes the destination.</summary>
[TestClass]
public sealed class StreamCopyToTests : SchedulerTest
{
    private static IEnumerable<object[]> Places => CallersPlaces.All.Select(place => new object[] { place });

    [TestMethod]
    [DynamicData(nameof(Places))]
    public void CopyTo_TheDestinationKnowsOnlyWrite_IsWrittenByTheCallerUnderItsLocks(CallersPlace place)
    {
        foreach (StreamKind kind in Enum.GetValues<StreamKind>())
        {
            StreamOfKind inner = new(kind, [1, 2, 3, 4, 5, 6, 7]);
            List<byte> written = [];
            object gate = new();

            place.Run(Pool, () =>
            {
                Thread caller = Thread.CurrentThread;
                CoroutineScheduler? scheduler = CoroutineScheduler.Current;
                SynchronousStream destination = new()
                {
                    OnWrite = bytes =>
                    {
                        Assert.AreSame(caller, Thread.CurrentThread);
                        Assert.AreSame(scheduler, CoroutineScheduler.Current);
                        Assert.IsTrue(Monitor.IsEntered(gate));
                        written.AddRange(bytes);
                    },
                };
                lock (gate)
                {
                    new SuspendingStream(inner.Stream).CopyTo(destination, 2);
                }
            });

            Assert.AreSequenceEqual(new byte[] { 1, 2, 3, 4, 5, 6, 7 }, written, $"{kind}");
        }
    }

    [TestMethod]
    public void CopyTo_TheDestinationIsAnotherSuspendingStream_SuspendsAndIsCanceledInItsWrite()
    {
        using Pending pending = new();
        using CoroutineScheduler scheduler = new(OnPool);
        Frame frame = scheduler.Start(() =>
        {
            try
            {
                new SuspendingStream(new MemoryStream([1, 2, 3])).CopyTo(
                    new SynchronousStream { OnWrite = bytes => new SuspendingStream(pending.Stream).Write(bytes) });
            }
            finally
            {
                Log.Add("unwound");
            }
        });
        UntilItWaits(frame);
        Frame other = scheduler.Start(() => Log.Add("other"));
        other.Await();

        frame.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("other unwound");
        Assert.IsTrue(pending.Stream.Token.IsCancellationRequested);
    }

    [TestMethod]
    public void CopyTo_TheDestinationSuspendsACoroutine_GivesEachPiece()
    {
        IEnumerable<byte> pieces = Coroutine.Generate<byte>(
            yielder => new SuspendingStream(new MemoryStream([1, 2, 3])).CopyTo(
                new SynchronousStream { OnWrite = bytes => Array.ForEach(bytes, yielder.Suspend) }, 2),
            options: InPool);

        Assert.AreSequenceEqual(new byte[] { 1, 2, 3 }, pieces);
    }

    [TestMethod]
    public void CopyTo_TheDestinationFails_ThrowsTheVeryObject()
    {
        InvalidTimeZoneException failure = new();

        Run(() => Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
            new SuspendingStream(new MemoryStream([1])).CopyTo(new SynchronousStream { OnWrite = _ => throw failure }))));
    }
}
