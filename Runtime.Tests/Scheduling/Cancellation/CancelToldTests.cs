using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// An exception with the frame's token tells the frame, also where an iterator throws it. One that goes into the task of an <c>async</c>
/// method does not.
/// </summary>
[TestClass]
public sealed class CancelToldTests : SchedulerTest
{
    [TestMethod]
    public void Cancel_IteratorThrowsTheToken_CleanUpBehindItIsWhole() => Run(() =>
    {
        Frame frame = CanceledFrame(token =>
        {
            try
            {
                Enumerate(token);
            }
            finally
            {
                Coroutine.Yield();
                Log.Add("whole");
            }
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("whole");
    });

    [TestMethod]
    public void Cancel_IteratorThrowsTheTokenAndItIsThrownOn_CleanUpBehindItIsWhole() => Run(() =>
    {
        Frame frame = CanceledFrame(token =>
        {
            try
            {
                Enumerate(token);
            }
            catch (OperationCanceledException)
            {
                Coroutine.Yield();
                Log.Add("whole");
                throw;
            }
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("whole");
    });

    [TestMethod]
    public void Cancel_IteratorsOwnFinallyWaits_IsWhole() => Run(() =>
    {
        Frame frame = CanceledFrame(token =>
        {
            foreach (int _ in CleansUp(token))
            {
                // until it is canceled
            }
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("whole");
    });

    [TestMethod]
    public void Cancel_OfAScopeElsewhereThatAnIteratorOfItsBlockThrows_CleanUpBehindItIsWhole() => Run(() =>
    {
        Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            CancellationToken token = scope.CancellationToken;
            TestThread.Start(scope.Cancel);
            try
            {
                Enumerate(token);
            }
            finally
            {
                Coroutine.Yield();
                Log.Add("whole");
            }
        }));

        AssertLog("whole");
    });

    [TestMethod]
    public void Cancel_IteratorInAGeneratorsBodyThrowsTheToken_CleanUpBehindItIsWhole() => Run(() =>
    {
        Frame frame = CanceledFrame(token =>
        {
            foreach (int _ in Coroutine.Generate<int>(_ => EnumerateAndCleanUp(token), options: InPool))
            {
                // gives none
            }
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("whole");
    });

    [TestMethod]
    [DataRow(nameof(RunBody))]
    [DataRow(nameof(RunFunction))]
    public void Cancel_AsyncMethodCallsAMethodNamedAsOneOfBatonsAndNobodyAwaitsItsTask_TheNextSuspensionTells(string method) => Run(() =>
    {
        Frame frame = CanceledFrame(token =>
        {
            Task forgotten = CallAsync(method, token);
            Assert.IsTrue(forgotten.IsCanceled);
            Coroutine.Yield();
            Log.Add("never");
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("");
    });

    [TestMethod]
    public void Cancel_IteratorInAnAsyncMethodThatNobodyAwaits_TheNextSuspensionTells() => Run(() =>
    {
        Frame frame = CanceledFrame(token =>
        {
            Task forgotten = EnumerateAsync(token);
            Assert.IsTrue(forgotten.IsCanceled);
            Coroutine.Yield();
            Log.Add("never");
        });

        Assert.ThrowsExactly<OperationCanceledException>(frame.Await);
        AssertLog("");
    });

    // A frame that is canceled, asks for its token, and was not told yet.
    private static Frame CanceledFrame(Action<CancellationToken> function)
    {
        Frame? frame = null;
        frame = CoroutineScheduler.Current!.Start(() =>
        {
            CancellationToken token = Coroutine.CancellationToken;
            frame!.Cancel();
            function(token);
        });
        return frame;
    }

    private void EnumerateAndCleanUp(CancellationToken token)
    {
        try
        {
            Enumerate(token);
        }
        finally
        {
            Coroutine.Yield();
            Log.Add("whole");
        }
    }

    private static void Enumerate(CancellationToken token)
    {
        foreach (int _ in Items(token))
        {
            Thread.SpinWait(100);
        }
    }

    private static IEnumerable<int> Items(CancellationToken token)
    {
        for (int i = 0; ; i++)
        {
            token.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    private IEnumerable<int> CleansUp(CancellationToken token)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                token.ThrowIfCancellationRequested();
                yield return i;
            }
        }
        finally
        {
            Coroutine.Yield();
            Log.Add("whole");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunBody(CancellationToken token) => token.ThrowIfCancellationRequested();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunFunction(CancellationToken token) => token.ThrowIfCancellationRequested();

#pragma warning disable CS1998 // throw into their tasks
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task CallAsync(string method, CancellationToken token)
    {
        if (method == nameof(RunBody))
        {
            RunBody(token);
        }
        else
        {
            RunFunction(token);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task EnumerateAsync(CancellationToken token) => Enumerate(token);
#pragma warning restore CS1998
}
