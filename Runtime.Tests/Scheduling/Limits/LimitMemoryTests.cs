namespace Baton.Tests;

/// <summary>A limit of time passes while there is no memory: it ends what it limits, once there is some.</summary>
[TestClass]
[BesideOthers]
public sealed class LimitMemoryTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(30);

    [TestMethod]
    [DataRow("a block in a frame")]
    [DataRow("a block outside")]
    [DataRow("a block in a body outside")]
    [DataRow("a scope in a frame")]
    [DataRow("a scope outside")]
    [DataRow("a function of a scope")]
    [DataRow("a task in a frame")]
    [DataRow("a task outside")]
    [DataRow("a queue in a frame")]
    [DataRow("a queue outside")]
    [DataRow("a delay in a frame")]
    [DataRow("a delay outside")]
    public async Task Limit_PassesWithTheHeapFull_EndsAllTheSame(string what)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(PassWithTheHeapFull), what);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled.
    [ChildScenario]
    private static int PassWithTheHeapFull(string[] arguments)
    {
        for (int round = 0; round < FullHeap.Rounds; round++)
        {
            Pass(arguments[0], isFull: round >= FullHeap.FirstFull);
        }

        return 0;
    }

    private static void Pass(string what, bool isFull)
    {
        using ManualResetEvent isFilled = new(false);
        Thread helper = FullHeap.FreeAfter(isFilled, 100); // the limit passes meanwhile

        Exception? end = null;
        try
        {
            End(what, () =>
            {
                if (isFull)
                {
                    FullHeap.Fill();
                }

                isFilled.Set();
            });
        }
        catch (Exception e)
        {
            end = e;
        }

        helper.Join();
        Assert.IsTrue(end is null or TimeoutException || (isFull && HasNoMemory(end)), end?.ToString());
    }

    private static bool HasNoMemory(Exception? e) =>
        e is OutOfMemoryException or TypeInitializationException || (e as AggregateException)?.InnerExceptions.All(HasNoMemory) == true;

    // Ends by its limit.
    private static void End(string what, Action fill)
    {
        CoroutineQueue<int> queue = new(1);
        CoroutineScopeOptions options = new() { Timeout = s_limit };
        Action wait = () =>
        {
            fill();
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        };
        switch (what)
        {
            case "a block in a frame":
                CoroutineScheduler.Run(() => Coroutine.WithTimeout(s_limit, wait));
                break;
            case "a block outside":
                Coroutine.WithTimeout(s_limit, wait);
                break;
            case "a block in a body outside":
                using (Coroutine<int> body = Coroutine.Create<int>(_ =>
                {
                    Coroutine.WithTimeout(s_limit, wait);
                    return 0;
                }))
                {
                    body.Resume();
                }

                break;
            case "a scope in a frame":
                CoroutineScheduler.Run(() => CoroutineScope.Run(_ => wait(), options));
                break;
            case "a scope outside":
                CoroutineScope.Run(_ => wait(), options);
                break;
            case "a function of a scope":
                CoroutineScheduler.Run(() => CoroutineScope.Run(scope => scope.Async(wait).Await(), options));
                break;
            case "a task in a frame":
                CoroutineScheduler.Run(() => Await(fill));
                break;
            case "a task outside":
                Await(fill);
                break;
            case "a queue in a frame":
                CoroutineScheduler.Run(() => Dequeue(queue, fill));
                break;
            case "a queue outside":
                Dequeue(queue, fill);
                break;
            case "a delay in a frame":
                CoroutineScheduler.Run(() => Delay(fill));
                break;
            default:
                Delay(fill);
                break;
        }
    }

    private static void Await(Action fill)
    {
        Task never = new TaskCompletionSource().Task;
        fill();
        never.Await(s_limit);
    }

    private static void Dequeue(CoroutineQueue<int> queue, Action fill)
    {
        Coroutine.WithTimeout(s_limit, () =>
        {
            fill();
            queue.Dequeue();
        });
    }

    private static void Delay(Action fill)
    {
        fill();
        Coroutine.Delay(s_limit);
    }
}
