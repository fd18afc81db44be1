namespace Baton.Tests.Itself;

/// <summary>A whole scheduler with its frames, and threads outside.</summary>
internal static class FramePrograms
{
    /// <summary>A frame waits for a task. One thread completes the task, another cancels the frame: one of the two ends the wait.</summary>
    internal static void CancelAgainstCompletion()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 2);
        TaskCompletionSource<Frame> begun = new();
        TaskCompletionSource source = new();
        string ends = string.Empty;
        Strands.Run(
            ("scheduler", () => CoroutineScheduler.Run(
                () =>
                {
                    Frame waiter = Coroutine.Async(() =>
                    {
                        try
                        {
                            source.Task.Await();
                            ends += "completed";
                        }
                        catch (OperationCanceledException)
                        {
                            ends += "canceled";
                            throw;
                        }
                    });
                    begun.SetResult(waiter);
                    try
                    {
                        waiter.Await();
                    }
                    catch (OperationCanceledException)
                    {
                        // as expected
                    }

                    ends += $" and {waiter.Status}";
                },
                new CoroutineSchedulerOptions { ThreadPool = pool })),
            ("completer", source.SetResult),
            ("canceler", () =>
            {
                begun.Task.Wait();
                begun.Task.Result.Cancel();
            }
        ));
        Fresh.End(pool);
        Require.That(ends is "completed and Succeeded" or "canceled and Canceled", $"the wait ends: {ends}");
    }

    /// <summary>A frame ends while two threads ask for its task: they see its result.</summary>
    internal static void EndAgainstItsTask()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 2);
        TaskCompletionSource<Frame<int>> begun = new();
        TaskCompletionSource source = new();
        int seen = 0;
        Strands.Run(
            ("scheduler", () => CoroutineScheduler.Run(
                () =>
                {
                    Frame<int> frame = Coroutine.Async(() =>
                    {
                        source.Task.Await();
                        return 1;
                    });
                    begun.SetResult(frame);
                    source.SetResult();
                },
                new CoroutineSchedulerOptions { ThreadPool = pool })),
            ("asker 1", Ask),
            ("asker 2", Ask));
        Fresh.End(pool);
        Require.That(seen == 2, $"the sum of both results is {seen}");

        void Ask()
        {
            begun.Task.Wait();
            Task<int> task = begun.Task.Result.AsTask();
            task.Wait();
            seen += task.Result;
        }
    }

    /// <summary>Two frames exchange items by a rendezvous, while a thread outside takes part.</summary>
    internal static void FramesAndAThread()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 3);
        CoroutineQueue<int> queue = new(0);
        int sum = 0;
        Strands.Run(
            ("scheduler", () => CoroutineScheduler.Run(
                () => Frame.AwaitAll(Coroutine.Async(() => queue.Enqueue(1)), Coroutine.Async(Receive)),
                new CoroutineSchedulerOptions { ThreadPool = pool })),
            ("sender", () => queue.Enqueue(2)),
            ("receiver", Receive));
        Fresh.End(pool);
        Require.That(sum == 3, $"the sum of what was received is {sum}");

        void Receive()
        {
            int item = queue.Dequeue();
            sum += item;
        }
    }

    /// <summary>
    /// Frames have all threads of the pool but one, and wait for a frame that wants a thread. The last thread comes from work that ends:
    /// nobody is told of a deadlock.
    /// </summary>
    internal static void ThreadComesToARunInside()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 3);
        CoroutineSchedulerOptions options = new() { ThreadPool = pool };
        TaskCompletionSource begun = new();
        TaskCompletionSource wanted = new();
        bool hasRun = false;
        Strands.Run(("runner", () =>
        {
            Task work = pool.Run(() =>
            {
                begun.SetResult();
                wanted.Task.Wait();
            });
            begun.Task.Wait();
            CoroutineScheduler.RunAsync(() => CoroutineScheduler.Run(WantThread, options), options).Wait();
            work.Wait();
        }
        ));
        Fresh.End(pool);
        Require.That(hasRun, "the frame that wanted a thread has run");

        void WantThread() => Coroutine.Async(() =>
        {
            Frame wants = Coroutine.Async(() => hasRun = true);
            wanted.SetResult();
            wants.Await();
        }).Await();
    }
}
