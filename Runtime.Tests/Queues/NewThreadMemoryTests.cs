namespace Baton.Tests;

/// <summary>
/// A thread that has not met the library yet ends another's wait, and there is no memory. The call may fail, and then has done nothing: the
/// next one, with memory, ends the wait.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class NewThreadMemoryTests
{
    private static readonly string[] s_acts =
        ["enqueue", "try to enqueue", "dequeue from a sender", "complete", "discard", "cancel the token", "enqueue to a select"];

    private static readonly string[] s_places = ["a thread", "a frame"];

    public static IEnumerable<object[]> Rows => from act in s_acts from place in s_places select new object[] { act, place };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public async Task Act_OfANewThreadWithTheHeapFull_EndsTheWaitOrDoesNothing(string act, string place)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(ActOnANewThread), act, place);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int ActOnANewThread(string[] arguments)
    {
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            ActOnANewThread(arguments[0], arguments[1], isFull: round >= FullHeap.FirstFull);
        }

        return 0;
    }

    private static void ActOnANewThread(string act, string place, bool isFull)
    {
        CoroutineQueue<int> queue = new(act == "dequeue from a sender" ? 0 : 1);
        using CancellationTokenSource source = new();
        using ManualResetEvent isReady = new(false);
        using ManualResetEvent mayAct = new(false);
        Thread waiter = new(() => WaitIn(place, () => Wait(act, queue, source.Token)));
        Thread actor = new(() =>
        {
            Blocking.For(1); // the first wait needs memory too
            isReady.Set();
            mayAct.WaitOne();
            while (!TryAct(act, queue, source))
            {
                Thread.Yield();
            }
        });
        Thread helper = FullHeap.FreeAfter(mayAct, 50);
        waiter.Start();
        actor.Start();
        isReady.WaitOne();
        LongEnough.For(20); // the waiter waits
        if (isFull)
        {
            FullHeap.Fill();
        }

        mayAct.Set();
        helper.Join();
        actor.Join();
        Assert.IsTrue(waiter.Join(TimeSpan.FromSeconds(30)), "the wait ends");
        Coroutine.Delay(TimeSpan.FromMilliseconds(1)); // the clock goes on
    }

    // False: it has done nothing, for want of memory.
    private static bool TryAct(string act, CoroutineQueue<int> queue, CancellationTokenSource source)
    {
        try
        {
            switch (act)
            {
                case "try to enqueue":
                    queue.TryEnqueue(1);
                    break;
                case "dequeue from a sender":
                    return queue.TryDequeue(out _); // false also before the sender has come
                case "complete":
                    queue.Complete();
                    break;
                case "discard":
                    queue.Discard();
                    break;
                case "cancel the token":
                    source.Cancel();
                    break;
                default:
                    queue.Enqueue(1);
                    break;
            }

            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static void WaitIn(string place, Action wait)
    {
        try
        {
            if (place == "a frame")
            {
                CoroutineScheduler.Run(wait);
            }
            else
            {
                wait();
            }
        }
        catch (OutOfMemoryException)
        {
            // what ends the wait, or the run, may need some
        }
    }

    private static void Wait(string act, CoroutineQueue<int> queue, CancellationToken token)
    {
        try
        {
            switch (act)
            {
                case "dequeue from a sender":
                    queue.Enqueue(1, token);
                    break;
                case "enqueue to a select":
                    Select.Any([queue.OnDequeue(static _ => { }), Select.On(new TaskCompletionSource().Task)], token);
                    break;
                default:
                    queue.Dequeue(token);
                    break;
            }
        }
        catch (Exception e) when (e is QueueCompletedException or OperationCanceledException or OutOfMemoryException)
        {
            // the wait has ended
        }
    }
}
