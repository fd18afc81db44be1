namespace Baton.Tests;

/// <summary>Limits in each other: whose frames are whose, and which of them is the reason.</summary>
[TestClass]
public sealed class LimitOfLimitTests : SchedulerTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);

    private static readonly bool[] s_both = [false, true];

    public static IEnumerable<object[]> Ways =>
        from depth in Enumerable.Range(0, 3)
        from inGenerator in s_both
        from asksForToken in s_both
        select new object[] { depth, inGenerator, asksForToken };

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void Frame_OfAnInnerLimitThatEndedInTime_BelongsToTheOuter(int depth, bool inGenerator, bool asksForToken)
    {
        Frame? frame = null;
        bool hasFired = false;
        ManualTime time = new();
        CoroutineSchedulerOptions options = new() { TimeProvider = time };
        CoroutineScheduler.Run(() => Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () =>
        {
            if (inGenerator)
            {
                _ = Coroutine.Generate<int>(_ => Start(depth)).Count();
            }
            else
            {
                Start(depth);
            }

            time.Advance((int)s_short.TotalMilliseconds);
            frame!.Await();
        })), options);

        Assert.IsTrue(frame!.IsCanceled);
        Assert.AreEqual(asksForToken, hasFired);

        void Start(int left)
        {
            if (left > 0)
            {
                Coroutine.WithTimeout(TimeSpan.FromMinutes(1), () => Start(left - 1));
            }
            else
            {
                frame = Coroutine.Async(WaitInFrame);
            }
        }

        void WaitInFrame()
        {
            CancellationToken token = asksForToken ? Coroutine.CancellationToken : default;
            try
            {
                new CoroutineQueue<int>(0).Dequeue();
            }
            finally
            {
                hasFired = token.IsCancellationRequested;
            }
        }
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public void Timeout_OrToken_ThatCutsFunctionsOfABlockThatReturned_ComesOut(bool inFrame, bool byToken)
    {
        int begun = 0;
        if (inFrame)
        {
            CoroutineScheduler.Run(Test);
        }
        else
        {
            Test();
        }

        Assert.IsLessThanOrEqualTo(inFrame ? 2 : 1, begun);

        void Test()
        {
            using CancellationTokenSource source = new();
            source.CancelAfter(byToken ? s_short : Timeout.InfiniteTimeSpan);
            CoroutineScopeOptions? options = byToken ? null : new CoroutineScopeOptions { Timeout = s_short };
            Exception cut = Assert.Throws<SystemException>(() => CoroutineScope.Run(StartTwo, options, source.Token));
            Assert.AreEqual(byToken, cut is OperationCanceledException canceled && canceled.CancellationToken == source.Token);
            Assert.AreEqual(byToken, cut is not TimeoutException);
        }

        void StartTwo(CoroutineScope scope)
        {
            scope.Async(WaitForEver);
            scope.Async(WaitForEver);
        }

        void WaitForEver()
        {
            begun++;
            new CoroutineQueue<int>(0).Dequeue();
        }
    }

    [TestMethod]
    public void Timeout_ThatComesWhenAllFunctionsHaveEnded_IsSilent() => CoroutineScheduler.Run(static () =>
        CoroutineScope.Run(static scope => scope.Async(static () => { }), new CoroutineScopeOptions { Timeout = TimeSpan.FromMinutes(1) }));

    [TestMethod]
    public void Frame_OfALimitThatEndedInTime_GoesOnWhereThereIsNoOther() => CoroutineScheduler.Run(static () =>
    {
        CoroutineQueue<int> queue = new(0);
        Frame<int>? frame = null;
        Coroutine.WithTimeout(TimeSpan.FromMinutes(1), () => frame = Coroutine.Async(() => queue.Dequeue()));
        queue.Enqueue(3);
        Assert.AreEqual(3, frame!.Await());
    });

    [TestMethod]
    [DataRow("compute")]
    [DataRow("await")]
    public void Limit_InCleanUpOfACanceledScope_IsTheReason(string how) => CoroutineScheduler.Run(() =>
        Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            scope.Cancel();
            try
            {
                Coroutine.Yield();
            }
            finally
            {
                Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_short, () => Outlast(how)));
            }
        })));

    [TestMethod]
    public void Token_OfABlockInAGeneratorThatManyFramesPull_IsKeptByNobody() => CoroutineScheduler.Run(static () =>
    {
        List<WeakReference> tokens = [];
        CancellationToken first = default;
        using IEnumerator<int> items = Coroutine.Generate<int>(
            yielder => Coroutine.WithTimeout(TimeSpan.FromMinutes(1), () => Yield(yielder, tokens, ref first))).GetEnumerator();
        for (int i = 0; i < 200; i++)
        {
            Coroutine.Async(items.MoveNext).Await();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Coroutine.Async(items.MoveNext).Await();

        Assert.IsLessThan(50, tokens.Select(static one => one.Target).OfType<object>().Distinct().Count());
        Assert.IsTrue(first.CanBeCanceled);
    });

    [TestMethod]
    public void Callback_RegisteredInABlockOfAGenerator_IsCalledWhenAnotherFrameRunsIt()
    {
        bool isCalled = false;
        CoroutineScheduler.Run(() =>
        {
            CoroutineScope? open = null;
            using IEnumerator<int> items = Coroutine.Generate<int>(yielder => CoroutineScope.Run(scope =>
            {
                open = scope;
                Coroutine.CancellationToken.Register(() => isCalled = true);
                while (true)
                {
                    yielder.Suspend(1);
                    _ = Coroutine.CancellationToken;
                }
            })).GetEnumerator();
            for (int i = 0; i < 5; i++)
            {
                Coroutine.Async(items.MoveNext).Await();
                GC.Collect();
            }

            open!.Cancel();
            Eventually.True(() => isCalled, "the callback is called");
        });
    }

    private static void Yield(Yielder<int> yielder, List<WeakReference> tokens, ref CancellationToken first)
    {
        while (true)
        {
            if (tokens.Count == 0)
            {
                first = Coroutine.CancellationToken;
            }

            tokens.Add(Reference());
            yielder.Suspend(1);
        }
    }

    private static WeakReference Reference() => new(TokenSources.Of(Coroutine.CancellationToken));

    private static void Outlast(string how)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(Coroutine.CancellationToken);
        if (how == "await")
        {
            new TaskCompletionSource().Task.Await(linked.Token);
        }

        while (true)
        {
            linked.Token.ThrowIfCancellationRequested();
        }
    }
}
