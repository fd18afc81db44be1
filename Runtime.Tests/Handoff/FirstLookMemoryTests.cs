namespace Baton.Tests;

/// <summary>
/// A thread that has not met the library yet cancels a token of users, and there is no memory: what waits is ended all the same.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class FirstLookMemoryTests
{
    [TestMethod]
    [DataRow("a frame")]
    [DataRow("a scope in a frame")]
    [DataRow("a scope outside")]
    [DataRow("a body outside")]
    [DataRow("a function of a scope")]
    [DataRow("a frame that was started with it")]
    [DataRow("a block in a frame")]
    [DataRow("a task in a frame")]
    [DataRow("a task outside")]
    [DataRow("a queue in a frame")]
    [DataRow("a queue outside")]
    [DataRow("a delay outside")]
    public async Task Cancel_TheHeapIsFullAndTheThreadIsNew_WhatWaitsIsEnded(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(CancelOnANewThread), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int CancelOnANewThread(string[] arguments)
    {
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            CancelOnANewThread(arguments[0], isFull: round >= FullHeap.FirstFull);
        }

        return 0;
    }

    private static void CancelOnANewThread(string what, bool isFull)
    {
        using CancellationTokenSource source = new();
        using ManualResetEvent isReady = new(false);
        using ManualResetEvent mayCancel = new(false);
        Exception? failure = null;
        Thread canceler = new(() =>
        {
            using CancellationTokenSource others = new(); // what .NET itself allocates at a thread's first look
            others.Token.Register(static () => { });
            others.Cancel();
            Blocking.For(1); // the first wait needs memory too
            isReady.Set();
            mayCancel.WaitOne();
            try
            {
                source.Cancel();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        canceler.Start();
        isReady.WaitOne();
        Thread helper = FullHeap.FreeAfter(mayCancel, 100);

        Exception? end = EndOf(
            what,
            () =>
            {
                if (isFull)
                {
                    FullHeap.Fill();
                }

                mayCancel.Set();
            },
            source);

        canceler.Join();
        helper.Join();
        Assert.IsTrue(failure is null || (isFull && HasNoMemory(failure)), failure?.ToString());
        Assert.IsTrue(end is OperationCanceledException || (isFull && HasNoMemory(end)), end?.ToString());
    }

    private static bool HasNoMemory(Exception? e) =>
        e is OutOfMemoryException or TypeInitializationException || (e as AggregateException)?.InnerExceptions.All(HasNoMemory) == true;

    private static Exception? EndOf(string what, Action fill, CancellationTokenSource source)
    {
        CancellationToken token = source.Token;
        Action wait = () =>
        {
            fill();
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        };
        CoroutineQueue<int> queue = new(1);
        try
        {
            switch (what)
            {
                case "a frame":
                    CoroutineScheduler.Run(wait, token);
                    break;
                case "a scope in a frame":
                    CoroutineScheduler.Run(() => CoroutineScope.Run(_ => wait(), token));
                    break;
                case "a scope outside":
                    CoroutineScope.Run(_ => wait(), token);
                    break;
                case "a body outside":
                    CoroutineScope.Run(_ => ResumeBody(wait), token);
                    break;
                case "a function of a scope":
                    CoroutineScheduler.Run(() => CoroutineScope.Run(scope => scope.Async(wait).Await(), token));
                    break;
                case "a frame that was started with it":
                    using (CoroutineScheduler scheduler = new())
                    {
                        scheduler.Start(wait, token).Await();
                    }

                    break;
                case "a block in a frame":
                    CoroutineScheduler.Run(() => Coroutine.WithCancellation(token, wait));
                    break;
                case "a task in a frame":
                    CoroutineScheduler.Run(() => Fill(fill).Await(token));
                    break;
                case "a task outside":
                    Fill(fill).Await(token);
                    break;
                case "a queue in a frame":
                    CoroutineScheduler.Run(() => FillAndDequeue());
                    break;
                case "a queue outside":
                    FillAndDequeue();
                    break;
                default:
                    fill();
                    Coroutine.Delay(Timeout.InfiniteTimeSpan, token);
                    break;
            }
        }
        catch (Exception e)
        {
            return e;
        }

        return null;

        void FillAndDequeue()
        {
            fill();
            queue.Dequeue(token);
        }
    }

    private static Task Fill(Action fill)
    {
        fill();
        return new TaskCompletionSource().Task;
    }

    private static void ResumeBody(Action wait)
    {
        using Coroutine<int> body = Coroutine.Create<int>(_ =>
        {
            wait();
            return 0;
        });
        body.Resume();
    }
}
