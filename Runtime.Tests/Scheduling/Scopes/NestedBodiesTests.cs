namespace Baton.Tests;

/// <summary>
/// Bodies that resume each other as deep as users like, each with a small stack. What the innermost does looks outwards through all.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class NestedBodiesTests
{
    private const int Depth = 1000;
    private const int DepthForExceptions = 500; // .NET copies an exception's stack trace at each body
    private const int SmallStack = 64 * 1024;
    private const int StackForExceptions = 128 * 1024;

    private static readonly string[] s_layers = ["a scope", "a run"];

    private static readonly string[] s_acts =
        ["a run", "a run that goes on", "two failures of a scope", "a delay", "a limit that passes", "a frame", "a failure"];

    public static IEnumerable<object[]> All =>
        from layer in s_layers
        from act in s_acts
        select new object[] { layer, act };

    [TestMethod]
    [DynamicData(nameof(All))]
    public async Task Resume_BodiesAreNestedDeepOnSmallStacks_TheInnermostActs(string layer, string act)
    {
        // As in users' programs: code that is compiled quickly has larger frames.
        ChildProcess.Result result = await ChildProcess.RunAsync(
            nameof(ActNestedDeep), [layer, act], new Dictionary<string, string?> { ["DOTNET_TieredCompilation"] = "1" });

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int ActNestedDeep(string[] arguments)
    {
        bool isFailure = arguments[1] is "a failure" or "two failures of a scope";
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions
        {
            MaxThreads = Depth + 20,
            StackSize = arguments[1] is "a run" or "a run that goes on" or "a delay" or "a frame" ? SmallStack : StackForExceptions,
        });
        CoroutineOptions options = new() { ThreadPool = pool };
        Exception? failure = null;
        try
        {
            Nest(isFailure ? DepthForExceptions : Depth, arguments[0], () => Act(arguments[1], pool), options);
        }
        catch (InvalidOperationException e) when (isFailure)
        {
            failure = e;
        }

        Assert.AreEqual(isFailure, failure is not null);
        return 0;
    }

    private static void Nest(int depth, string layer, Action act, CoroutineOptions options)
    {
        if (depth == 0)
        {
            act();
            return;
        }

        Action inside = () =>
        {
            using Coroutine<int> body = Coroutine.Create<int>(
                _ =>
                {
                    Nest(depth - 1, layer, act, options);
                    return 0;
                },
                options);
            body.Resume();
        };
        switch (layer)
        {
            case "a scope":
                CoroutineScope.Run(_ => inside());
                break;
            case "a run" when depth % 10 == 0: // a failure takes long through many runs
                CoroutineScheduler.Run(inside, new CoroutineSchedulerOptions { ThreadPool = options.ThreadPool });
                break;
            default:
                inside();
                break;
        }
    }

    private static void Act(string act, CoroutineThreadPool pool)
    {
        CoroutineSchedulerOptions options = new() { ThreadPool = pool };
        switch (act)
        {
            case "a run":
                CoroutineScheduler.Run(static () => Coroutine.Delay(TimeSpan.FromMilliseconds(1)), options);
                break;
            case "a run that goes on":
                CoroutineScheduler.RunAsync(static () => { }, options).Await();
                break;
            case "two failures of a scope":
                CoroutineScope.Run(static scope =>
                {
                    scope.Async(static () => throw new InvalidOperationException("one"));
                    scope.Async(static () => throw new InvalidOperationException("two"));
                });
                break;
            case "a delay":
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                break;
            case "a limit that passes":
                Assert.ThrowsExactly<TimeoutException>(static () =>
                    Coroutine.WithTimeout(TimeSpan.FromMilliseconds(1), static () => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
                break;
            case "a frame":
                Assert.AreEqual(1, Coroutine.Async(static () => 1).Await());
                break;
            default:
                throw new InvalidOperationException(act);
        }
    }
}
