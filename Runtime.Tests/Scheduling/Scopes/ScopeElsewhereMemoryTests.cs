namespace Baton.Tests;

/// <summary>
/// A block ends on a thread without its scheduler's baton, and there is no memory: its functions are waited for all the same.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class ScopeElsewhereMemoryTests
{
    private static Exception? s_end; // what the frame that was canceled ended with; the child process's first thread

    [TestMethod]
    [DataRow("outside")]
    [DataRow("in a frame of another scheduler")]
    [DataRow("in a frame that is canceled")]
    public async Task Run_TheHeapIsFullWhenTheBlockEndsElsewhere_TheFunctionsAreWaitedFor(string where)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(EndElsewhereWithTheHeapFull), where);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int EndElsewhereWithTheHeapFull(string[] arguments)
    {
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            EndElsewhere(arguments[0], isFull: round >= FullHeap.FirstFull);
        }

        return 0;
    }

    private static void EndElsewhere(string where, bool isFull)
    {
        bool isFunctionOver = false;
        bool isCanceled = where == "in a frame that is canceled";
        TaskCompletionSource mayEnd = new();
        using ManualResetEvent isAtEnd = new(false);
        using CoroutineScheduler home = new();
        using IEnumerator<int> items = Coroutine.Generate<int>(yielder => CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                try
                {
                    mayEnd.Task.Await();
                }
                finally
                {
                    isFunctionOver = true;
                }
            });
            yielder.Suspend(1);
            if (isFull)
            {
                FullHeap.Fill();
            }

            isAtEnd.Set();
        })).GetEnumerator();
        home.Start(() => items.MoveNext()).Await();
        using ManualResetEvent isReady = new(false);
        Thread helper = new(() =>
        {
            Blocking.For(1); // a thread's first wait needs memory
            isReady.Set();
            isAtEnd.WaitOne();
            LongEnough.For(100); // the block goes on to its end meanwhile
            FullHeap.Free();
            if (!isCanceled)
            {
                mayEnd.SetResult();
            }
        });
        helper.Start();
        isReady.WaitOne();

        try
        {
            if (where == "outside")
            {
                Assert.IsFalse(items.MoveNext());
            }
            else
            {
                CoroutineScheduler.Run(() => MoveInAFrame(items, isCanceled));
            }
        }
        catch (Exception e) when (isFull && IsNoMemory(e))
        {
            // Until the helper frees some, any call may find no memory. The block, or the run, waits for its functions all the same.
        }

        Assert.IsTrue(isFunctionOver, $"the function is waited for, {s_end}");
        helper.Join();
    }

    // Several failures of a run come out together.
    private static bool IsNoMemory(Exception e) =>
        e is OutOfMemoryException || (e as AggregateException)?.InnerExceptions.All(IsNoMemory) == true;

    private static void MoveInAFrame(IEnumerator<int> items, bool isCanceled)
    {
        if (!isCanceled)
        {
            Assert.IsFalse(items.MoveNext());
            return;
        }

        Frame mover = Coroutine.Async(() =>
        {
            items.MoveNext();
            Coroutine.Yield();
        });
        bool isAsked = false;
        while (!isAsked)
        {
            try
            {
                mover.Cancel();
                isAsked = true;
            }
            catch (OutOfMemoryException)
            {
                Thread.Yield();
            }
        }

        Exception end = Assert.Throws<Exception>(mover.Await);
        s_end = end;
        Assert.IsTrue(end is OperationCanceledException or OutOfMemoryException, end.ToString()); // it may need memory before it is there
    }
}
