using System.Reflection;

namespace Baton.Tests;

/// <summary>Rules R6 and R10: unwinding out of frames of .NET that wrap whatever comes out of the code they call.</summary>
[TestClass]
public sealed class WrappedSignalTests : CoroutineTest
{
    [TestMethod]
    public void Dispose_SuspendedInASortComparer_TheWrappedSignalDoesNotComeOut()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                int[] items = [2, 1];
                Array.Sort(items, (a, b) =>
                {
                    yielder.Suspend(1);
                    return a.CompareTo(b);
                });
                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_SuspendedInAReflectionInvoke_TheWrappedSignalDoesNotComeOut()
    {
        MethodInfo method = typeof(WrappedSignalTests).GetMethod(nameof(SuspendOnce), BindingFlags.NonPublic | BindingFlags.Static)!;
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => (int)method.Invoke(null, [yielder])!, InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_SuspendedInAStaticConstructor_TheWrappedSignalDoesNotComeOut()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => SuspendsWhenInitialized.Value, InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dispose_SuspendedInAnAsyncMethodThatTheBodyWaitsFor_TheWrappedSignalDoesNotComeOut(bool byWait)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Task<int> task = SuspendOnceAsync(yielder);
                if (byWait)
                {
                    task.Wait();
                }

                return task.Result;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_CleanUpMeetsATaskThatOthersCanceled_ThatComesOut()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                using Cleanup cleanUp = new(() => Task.FromCanceled(new CancellationToken(canceled: true)).Wait());
                yielder.Suspend(1);
                return 2;
            },
            InPool);
        coroutine.Resume();

        Assert.ThrowsExactly<AggregateException>(coroutine.Dispose);

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    [TestMethod]
    public void Dispose_BodyThrowsAnErrorThatNamesTheSignalAsItsCause_IsTheSignal()
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException e)
                {
                    throw new IOException("could not delete the temporary file", e);
                }

                return 2;
            },
            InPool);
        coroutine.Resume();

        coroutine.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
    }

    private static async Task<int> SuspendOnceAsync(Yielder<int> yielder)
    {
        await Task.CompletedTask;
        yielder.Suspend(1);
        return 2;
    }

    private static int SuspendOnce(Yielder<int> yielder)
    {
        yielder.Suspend(1);
        return 2;
    }

    private static class SuspendsWhenInitialized
    {
        internal static readonly int Value = Suspend();

        private static int Suspend()
        {
            Coroutine.Suspend(1);
            return 2;
        }
    }
}
