using System.Reflection;

namespace Baton.Tests;

/// <summary>A cancellation that some frame of .NET wraps on its way out of a frame's function is still the cancellation.</summary>
[TestClass]
public sealed class CancelWrappedTests : SchedulerTest
{
    private static readonly TaskCompletionSource s_never = new();

    private static IEnumerable<object[]> Wrappers => [["wait"], ["result"], ["reflection"], ["sort"]];

    [TestMethod]
    [DynamicData(nameof(Wrappers))]
    public void Cancel_ComesOutWrapped_TheFrameIsCanceled(string wrapper) => Run(() =>
    {
        Frame frame = Coroutine.Async(() => WaitIn(wrapper));

        frame.Cancel();

        OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(frame.Await);
        Assert.IsNotInstanceOfType<OperationCanceledException>(canceled.InnerException);
        Assert.IsNotNull(canceled.InnerException);
        Assert.IsTrue(canceled.CancellationToken.IsCancellationRequested);
        Assert.IsTrue(frame.AsTask().IsCanceled);
    });

    [TestMethod]
    [DynamicData(nameof(Wrappers))]
    public void Cancel_OfAScopeComesOutOfItsFunctionWrapped_IsNoFailure(string wrapper) => Run(() => CoroutineScope.Run(scope =>
    {
        scope.Async(() => WaitIn(wrapper));
        scope.Dispose();
    }));

    [TestMethod]
    [DynamicData(nameof(Wrappers))]
    public void Cancel_OfAScopeComesOutOfItsBlockWrapped_IsTheScopesCancellation(string wrapper)
    {
        CancellationToken token = default;

        OperationCanceledException canceled = Run(() => Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            token = scope.CancellationToken;
            scope.Async(() =>
            {
                Coroutine.Yield();
                scope.Cancel();
            });
            WaitIn(wrapper);
        })));

        Assert.AreEqual(token, canceled.CancellationToken);
    }

    [TestMethod]
    [DynamicData(nameof(Wrappers))]
    public void Cancel_OfAFrameComesOutOfAScopesBlockWrapped_TheFrameIsCanceled(string wrapper) => Run(() =>
    {
        Frame frame = Coroutine.Async(() => CoroutineScope.Run(_ => WaitIn(wrapper)));

        frame.Cancel();

        Assert.Throws<OperationCanceledException>(frame.Await);
    });

    [TestMethod]
    public async Task RunAsync_TokenFiresAndComesOutWrapped_TheTaskIsCanceledWithIt()
    {
        using CancellationTokenSource source = new();
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                source.CancelAsync();
                WaitIn("wait");
            },
            OnPool,
            source.Token);

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run);

        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public void Await_WrappedCancellationOfSomethingElse_ComesOutAsItIs() => Run(() =>
    {
#pragma warning disable BATON004 // for the exception around the cancellation
        Frame frame = Coroutine.Async(() => Task.FromCanceled(new CancellationToken(true)).Wait());
#pragma warning restore BATON004

        Assert.ThrowsExactly<AggregateException>(frame.Await);
        Assert.IsTrue(frame.AsTask().IsFaulted);
    });

    [TestMethod]
    public void Cancel_CleanUpFailsBesides_TheFailureComesOut() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            try
            {
                s_never.Task.Await();
            }
            catch (OperationCanceledException e)
            {
                throw new AggregateException(e, new InvalidTimeZoneException());
            }
        });

        frame.Cancel();

        Assert.ThrowsExactly<AggregateException>(frame.Await);
    });

    private static void WaitIn(string wrapper)
    {
        switch (wrapper)
        {
            case "wait":
                WaitAsync().Wait();
                break;
            case "result":
                _ = WaitAsync().Result;
                break;
            case "reflection":
                typeof(CancelWrappedTests).GetMethod(nameof(Wait), BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, null);
                break;
            default:
                Array.Sort([2, 1], (a, b) => Wait());
                break;
        }
    }

    [TestMethod]
    public void Find_AggregatesShareTheirMembers_EachIsLookedAtOnce()
    {
        OperationCanceledException canceled = new();
        Exception shared = canceled;
        for (int i = 0; i < 100; i++)
        {
            shared = new AggregateException(shared, new InvalidTimeZoneException(null, shared)); // 2 to the 100th ways
        }

        Assert.AreSame(canceled, WrappedCancellation.Find(shared, 0, static (_, _) => true));
        Assert.IsNull(WrappedCancellation.Find(new AggregateException(shared, new InvalidTimeZoneException()), 0, static (_, _) => true));
    }

    private static int Wait()
    {
        s_never.Task.Await();
        return 0;
    }

#pragma warning disable CS1998 // it waits as a library does that is synchronous under its asynchronous members
    private static async Task<int> WaitAsync() => Wait();
#pragma warning restore CS1998
}
