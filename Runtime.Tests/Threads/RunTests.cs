using System.Globalization;

namespace Baton.Tests;

[TestClass]
public sealed class RunTests : CoroutineTest
{
    [TestMethod]
    public async Task Run_Function_GivesItsResult()
    {
        int result = await Pool.Run(() => 42);

        Assert.AreEqual(42, result);
    }

    [TestMethod]
    public async Task Run_Action_HasRunWhenTheTaskCompletes()
    {
        bool ran = false;

        await Pool.Run(() => { ran = true; });

        Assert.IsTrue(ran);
    }

    [TestMethod]
    public async Task Run_FunctionThrows_TaskFailsWithTheSameException()
    {
        FormatException thrown = new("from the work");

        FormatException caught = await Assert.ThrowsExactlyAsync<FormatException>(() => Pool.Run<int>(() => throw thrown));

        Assert.AreSame(thrown, caught);
    }

    [TestMethod]
    public async Task Run_ActionThrows_TaskFailsWithTheSameException()
    {
        FormatException thrown = new("from the work");

        FormatException caught = await Assert.ThrowsExactlyAsync<FormatException>(() => Pool.Run(new Action(() => throw thrown)));

        Assert.AreSame(thrown, caught);
    }

    [TestMethod]
    public async Task Run_AfterWorkThatThrew_UsesTheSameThread()
    {
        Thread? first = null;
        Task failing = Pool.Run(() =>
        {
            first = Thread.CurrentThread;
            throw new FormatException();
        });
        await Assert.ThrowsExactlyAsync<FormatException>(() => failing);

        Thread second = await Pool.Run(() => Thread.CurrentThread);

        Assert.AreSame(first, second);
    }

    [TestMethod]
    public void Run_NullAction_Throws() => Assert.ThrowsExactly<ArgumentNullException>(() => { _ = Pool.Run(null!); });

    [TestMethod]
    public void Run_NullFunction_Throws() => Assert.ThrowsExactly<ArgumentNullException>(() => { _ = Pool.Run((Func<int>)null!); });

    [TestMethod]
    public async Task Run_Any_WorksOnABackgroundThreadOfThePoolNotOfDotNets()
    {
        (bool background, bool dotNetPool, string? name) = await Pool.Run(() =>
            (Thread.CurrentThread.IsBackground, Thread.CurrentThread.IsThreadPoolThread, Thread.CurrentThread.Name));

        Assert.IsTrue(background);
        Assert.IsFalse(dotNetPool);
        Assert.AreEqual("Test 1", name);
    }

    [TestMethod]
    public async Task Run_ContinuationThatAsksToRunInline_RunsOnAnotherThread()
    {
        using ManualResetEventSlim attached = new();
        Task<Thread> work = Pool.Run(() =>
        {
            attached.Wait();
            return Thread.CurrentThread;
        });

        Task<Thread> continuation = work.ContinueWith(
            _ => Thread.CurrentThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        attached.Set();

        Assert.AreNotSame(await work, await continuation);
    }

    [TestMethod]
    public async Task Run_Any_SeesTheCallersContextAndLeaksNothingBack()
    {
        AsyncLocal<string?> local = new() { Value = "caller" };

        string? seen = await Pool.Run(() =>
        {
            string? before = local.Value;
            local.Value = "work";
            return before;
        });

        Assert.AreEqual("caller", seen);
        Assert.AreEqual("caller", local.Value);
    }

    [TestMethod]
    public async Task Run_FlowSuppressed_SeesNothingOfTheCallersContext()
    {
        AsyncLocal<string?> local = new() { Value = "caller" };
        Task<string?> work;

        using (ExecutionContext.SuppressFlow())
        {
            work = Pool.Run<string?>(() => local.Value);
        }

        Assert.IsNull(await work);
    }

    [TestMethod]
    public async Task Run_AfterWorkThatChangedItsContext_SeesItsOwnCallersOnly()
    {
        AsyncLocal<string?> local = new();
        CultureInfo culture = CultureInfo.CurrentCulture;
        await Pool.Run(() =>
        {
            local.Value = "first";
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        });

        (string? value, CultureInfo seen, SynchronizationContext? context) =
            await Pool.Run(() => (local.Value, CultureInfo.CurrentCulture, SynchronizationContext.Current));

        Assert.IsNull(value);
        Assert.AreEqual(culture, seen);
        Assert.IsNull(context);
    }

    [TestMethod]
    public async Task Run_Any_IsNotInsideACoroutine()
    {
        bool inside = await Pool.Run(() => Coroutine.IsInside);

        Assert.IsFalse(inside);
    }

    [TestMethod]
    public async Task Run_WorkResumesACoroutineOfTheSamePool_Works()
    {
        int result = await Pool.Run(() =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 5, InPool);
            return coroutine.Resume();
        });

        Assert.AreEqual(5, result);
    }

    [TestMethod]
    public async Task Run_MoreBlockedWorkThanDotNetHasThreads_AllBlockAtTheSameTime()
    {
        const int Count = 40;
        using CountdownEvent arrived = new(Count);

        Task[] work = [.. Enumerable.Range(0, Count).Select(_ => Pool.Run(() =>
        {
            arrived.Signal();
            arrived.Wait(); // each waits for all the others: unless all have a thread, none ends
        }))];
        await Task.WhenAll(work);

        Assert.AreEqual(Count, Pool.LiveThreads);
    }
}
