namespace Baton.Tests;

/// <summary>
/// A generator's block was opened in a frame, and ends in a run inside that frame. While the frame keeps its baton, nobody else could end
/// the block.
/// </summary>
[TestClass]
public sealed class ScopeEndInsideTests : ScopeTest
{
    // What opens a block, without a function in it that could keep it from its end.
    private static Dictionary<string, Action<Action>> Blocks { get; } = new()
    {
        ["limit"] = block => Coroutine.WithTimeout(TimeSpan.FromDays(1), block),
        ["limit with a function"] = block => Coroutine.WithTimeout(TimeSpan.FromDays(1), () =>
        {
            Coroutine.Async(Coroutine.Yield);
            block();
        }),
        ["token"] = block => Coroutine.WithCancellation(new CancellationTokenSource().Token, block),
        ["scope"] = block => CoroutineScope.Run(_ => block()),
        ["scope with a function that has ended"] = block => CoroutineScope.Run(scope =>
        {
            scope.Async(() => { });
            block();
        }),
        ["scope in a scope"] = block => CoroutineScope.Run(_ => CoroutineScope.Run(_ => block())),
        ["scope that is canceled"] = block => CoroutineScope.Run(scope =>
        {
            block();
            scope.Cancel();
        }),
        ["scope that is disposed"] = block => CoroutineScope.Run(scope =>
        {
            scope.Dispose();
            block();
        }),
    };

    // How the run inside comes to the block's end.
    private static Dictionary<string, Action<IEnumerator<int>>> Ends { get; } = new()
    {
        ["to the end"] = Finish,
        ["disposal"] = items => items.Dispose(),
        ["in a frame"] = items => Coroutine.Async(() => Finish(items)).Await(),
        ["in a frame, later"] = items => Coroutine.Async(() =>
        {
            Coroutine.Yield();
            Finish(items);
        }).Await(),
        ["in a run in the run"] = items => CoroutineScheduler.Run(() => Finish(items)),
        ["in a run in a frame of the run"] = items => Coroutine.Async(() => CoroutineScheduler.Run(() => Finish(items))).Await(),
    };

    public static IEnumerable<object[]> Rows => Blocks.Keys.SelectMany(block => Ends.Keys.SelectMany(end => new object[][]
    {
        [block, end, BlockingMode.Hold],
        [block, end, BlockingMode.Forbid],
        [block, end, BlockingMode.Yield],
    }));

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void RunInside_EndsABlockThatWasOpenedAroundIt_GetsOn(string block, string end, BlockingMode mode) => AssertEnds(mode, () =>
    {
        IEnumerator<int> items = Begin(suspend => Blocks[block](suspend));
        CoroutineScheduler.Run(() => Ends[end](items), OnPool);
        Log.Add("outer");
    });

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Forbid)]
    public void RunInside_EndsABlockWhoseFunctionCannotRun_IsToldOfTheDeadlockAndTheFunctionIsCanceled(BlockingMode mode) =>
        AssertEnds(mode, () =>
        {
            Frame? function = null;
            IEnumerator<int> items = Begin(suspend => CoroutineScope.Run(scope =>
            {
                function = scope.Async(WaitForEver);
                suspend();
            }));
            CoroutineScheduler.Run(
                () =>
                {
                    CoroutineDeadlockException told = Assert.ThrowsExactly<CoroutineDeadlockException>(() => Finish(items));
                    StringAssert.Contains(told.Message, "CoroutineScheduler.Run");
                    Assert.IsFalse(function!.IsCompleted);
                },
                OnPool);
            Assert.ThrowsExactly<OperationCanceledException>(function!.Await);
            Log.Add("outer");
        });

    [TestMethod]
    public void RunInside_EndsABlockThatFailedWhileAFunctionCannotRun_TheFailureComesFirst() => AssertEnds(BlockingMode.Hold, () =>
    {
        IEnumerator<int> items = Begin(suspend => CoroutineScope.Run(scope =>
        {
            scope.Async(WaitForEver);
            suspend();
            throw new FormatException();
        }));
        CoroutineScheduler.Run(
            () =>
            {
                FormatException failed = Assert.ThrowsExactly<FormatException>(() => Finish(items));
                Assert.IsInstanceOfType<CoroutineDeadlockException>(CoroutineScope.FurtherFailures(failed).Single());
            },
            OnPool);
        Log.Add("outer");
    });

    [TestMethod]
    public void RunInside_EndsABlockWhoseFunctionCanRunInModeYield_WaitsForIt() => AssertEnds(BlockingMode.Yield, () =>
    {
        Frame? function = null;
        IEnumerator<int> items = Begin(suspend => CoroutineScope.Run(scope =>
        {
            function = scope.Async(Coroutine.Yield);
            suspend();
        }));
        CoroutineScheduler.Run(
            () =>
            {
                Finish(items);
                Assert.IsTrue(function!.IsCompletedSuccessfully);
            },
            OnPool);
        Log.Add("outer");
    });

    [TestMethod]
    public void RunInside_EndsABlockInARegionThatMayNotSuspendInModeYield_GetsOn() => AssertEnds(BlockingMode.Yield, () =>
    {
        IEnumerator<int> items = Begin(suspend => CoroutineScope.Run(_ => suspend()));
        using (Coroutine.NoSuspend())
        {
            CoroutineScheduler.Run(() => Finish(items), OnPool);
        }

        Log.Add("outer");
    });

    private static void Finish(IEnumerator<int> items)
    {
        while (items.MoveNext())
        {
        }
    }

    private IEnumerator<int> Begin(Action<Action> block)
    {
        IEnumerator<int> items = Coroutine.Generate<int>(
            y => block(() =>
            {
                y.Suspend(1);
                y.Suspend(2);
            }),
            options: InPool).GetEnumerator();
        Assert.IsTrue(items.MoveNext());
        return items;
    }

    private void AssertEnds(BlockingMode mode, Action main)
    {
        Task run = CoroutineScheduler.RunAsync(
            main, new CoroutineSchedulerOptions { ThreadPool = Pool, Name = "Around", Blocking = mode });
        Assert.IsTrue(Task.WhenAny(run).Wait(TimeSpan.FromSeconds(20)), "hangs");
        run.GetAwaiter().GetResult();
        AssertLog("outer");
    }
}
