namespace Baton.Tests;

/// <summary>Frames that wait for each other, and for nothing else: each is told, and all of them end.</summary>
[TestClass]
public sealed class DeadlockTests : SchedulerTest
{
    private readonly Frame?[] _ring = new Frame?[5];

    [TestMethod]
    public void Await_Itself_IsTold()
    {
        Run(() =>
        {
            Frame? self = null;
            self = Coroutine.Async(
                () =>
                {
                    Coroutine.Yield();
                    self!.Await();
                },
                "narcissus");

            StringAssert.Contains(Assert.ThrowsExactly<CoroutineDeadlockException>(self.Await).Message, "frame 'narcissus'");
        });
    }

    [TestMethod]
    public void Await_ItsOwnTask_IsTold()
    {
        Run(() =>
        {
            Frame? self = null;
            self = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                self!.AsTask().Await();
            });

            Assert.ThrowsExactly<CoroutineDeadlockException>(self.Await);
        });
    }

    [TestMethod]
    public void Await_RingOfFive_EachIsToldOfAll()
    {
        AssertRingIsTold(frame => frame.Await());
    }

    [TestMethod]
    public void Await_RingOfTasksOfFrames_EachIsToldOfAll()
    {
        AssertRingIsTold(frame => frame.AsTask().Await());
    }

    [TestMethod]
    public void Await_RingInsideGenerators_EachIsToldOfAll()
    {
        AssertRingIsTold(frame =>
        {
            foreach (int item in Coroutine.Generate<int>(
                         y =>
                         {
                             frame.Await();
                             y.Suspend(1);
                         },
                         options: InPool))
            {
                Log.Add("item");
            }
        });

        AssertLog("");
    }

    [TestMethod]
    public void Await_RingThroughScopes_EachIsToldOfAll()
    {
        AssertRingIsTold(frame => CoroutineScope.Run(scope => scope.Async(frame.Await, "in scope")));
    }

    [TestMethod]
    public void Await_TheOwnerOfItsScope_BothEnd()
    {
        Run(() =>
        {
            Frame? owner = null;
            owner = Coroutine.Async(
                () =>
                {
                    Coroutine.Yield();
                    CoroutineScope.Run(scope => scope.Async(() => owner!.Await(), "child"));
                },
                "owner");

            string message = Assert.ThrowsExactly<CoroutineDeadlockException>(owner.Await).Message;

            StringAssert.Matches(message, new("frame 'owner' .* waits for all that was started in its scope: frame 'child'"));
            StringAssert.Matches(message, new("frame 'child' .* waits for frame 'owner'"));
        });
    }

    [TestMethod]
    public async Task Await_TheMainFramesTask_IsTold()
    {
        TaskCompletionSource<Task> run = new();
        run.SetResult(CoroutineScheduler.RunAsync(
            () =>
            {
                Coroutine.Async(() => run.Task.Await().Await(), "child");
            },
            OnPool));

        CoroutineDeadlockException told = await Assert.ThrowsExactlyAsync<CoroutineDeadlockException>(() => run.Task.Result);

        StringAssert.Matches(told.Message, new("frame 'run Await_TheMainFramesTask_IsTold .* waits for the end of all other frames"));
        StringAssert.Matches(told.Message, new("frame 'child' .* waits for frame 'run Await_TheMainFramesTask_IsTold"));
    }

    [TestMethod]
    public void Await_MainWaitsForTwoThatWaitForEachOther_MainIsToldTooAndGoesOn()
    {
        Run(() =>
        {
            StartRing(2, frame => frame.Await());

            Assert.ThrowsExactly<CoroutineDeadlockException>(() => _ring[0]!.Await());
            Log.Add("main");
            Coroutine.Yield();
            Assert.IsTrue(_ring[0]!.IsCompleted && _ring[1]!.IsCompleted);
            Assert.ThrowsExactly<CoroutineDeadlockException>(() => _ring[1]!.Await());
        });

        AssertLog("main");
    }

    [TestMethod]
    public void Await_MainHandlesWhatOneOfTheRingEndedWith_TheSameDeadlockDoesNotComeOutOfRunToo()
    {
        Run(() =>
        {
            StartRing(5, frame => frame.Await());

            Assert.ThrowsExactly<CoroutineDeadlockException>(() => _ring[3]!.Await());
        });
    }

    [TestMethod]
    public void Await_TwoRings_BothAreTold()
    {
        CoroutineDeadlockException?[] told = new CoroutineDeadlockException?[4];
        Run(() =>
        {
            Frame?[] frames = new Frame?[4];
            for (int i = 0; i < 4; i++)
            {
                int me = i;
                frames[me] = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    told[me] = Assert.ThrowsExactly<CoroutineDeadlockException>(frames[me ^ 1]!.Await);
                });
            }
        });

        Assert.IsTrue(Array.TrueForAll(told, exception => ReferenceEquals(exception?.Message, told[0]!.Message)));
    }

    [TestMethod]
    public void Await_OneThatWaitsForTheRing_GetsWhatThatEndsWith()
    {
        int result = Run(() =>
        {
            Frame<int>? second = null;
            Frame<int> first = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Assert.ThrowsExactly<CoroutineDeadlockException>(() => second!.Await());
                return 1;
            });
            second = Coroutine.Async(() =>
            {
                Assert.ThrowsExactly<CoroutineDeadlockException>(() => first.Await());
                return 2;
            });
            return first.Await() + second.Await();
        });

        Assert.AreEqual(3, result);
    }

    [TestMethod]
    public void Await_SeveralFunctionsOfAScopeForItsOwner_AllEnd()
    {
        Run(() =>
        {
            Frame? owner = null;
            owner = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                CoroutineScope.Run(scope =>
                {
                    for (int i = 0; i < 3; i++)
                    {
                        scope.Async(() =>
                        {
                            Assert.ThrowsExactly<CoroutineDeadlockException>(owner!.Await);
                            Log.Add("told");
                        });
                    }
                });
            });
        });

        AssertLog("told told told");
    }

    [TestMethod]
    public void Await_DeadlockIsHandled_TheFramesGoOn()
    {
        Run(() =>
        {
            StartRing(2, frame =>
            {
                Assert.ThrowsExactly<CoroutineDeadlockException>(frame.Await);
                Log.Add("handled");
            });
        });

        AssertLog("handled handled");
    }

    [TestMethod]
    public void Start_AfterADeadlock_TheSchedulerIsOfUse()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame starts = scheduler.Start(() => StartRing(2, frame => frame.Await()));
        starts.Await();
        Assert.ThrowsExactly<CoroutineDeadlockException>(() => _ring[0]!.Await());
        Assert.ThrowsExactly<CoroutineDeadlockException>(() => _ring[1]!.Await());

        int result = scheduler.Start(() => Coroutine.Async(() => 8).Await()).Await();

        Assert.AreEqual(8, result);
    }

    [TestMethod]
    public void Dispose_AfterADeadlock_EndsAndReportsWhatNobodySaw()
    {
        ExpectedUnobserved = 2; // each
        CoroutineScheduler scheduler = new(OnPool);
        Frame starts = scheduler.Start(() => StartRing(2, frame => frame.Await()));
        starts.Await();
        Eventually.True(() => _ring[0]!.IsCompleted && _ring[1]!.IsCompleted, "the deadlock is broken");

        scheduler.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => scheduler.Start(() => { }));
    }

    [TestMethod]
    public void Async_ParentsHoldAllThreads_OneIsToldWhoHasThemAndTheOtherGetsOn()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { Name = "Few", MaxThreads = 2 });
        CoroutineScheduler.Run(
            () =>
            {
                Frame[] parents = [.. Enumerable.Range(0, 2).Select(i => Coroutine.Async(
                    () =>
                    {
                        Coroutine.Yield();
                        Coroutine.Async(() => Log.Add("ran"), $"child {i}").Await();
                    },
                    $"parent {i}"))];
                parents[0].Await();
                string message = Assert.ThrowsExactly<CoroutineDeadlockException>(parents[1].Await).Message;
                for (int i = 0; i < 2; i++)
                {
                    StringAssert.Matches(message, new($"frame 'parent {i}' .* has a thread, and waits for frame 'child {i}'"));
                    StringAssert.Matches(message, new($"frame 'child {i}' .* waits for a thread"));
                }

                Coroutine.Async(() => Log.Add("later")).Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = few });

        AssertLog("ran later");
    }

    [TestMethod]
    public void Await_RingThatNobodyAwaits_ComesOutOfRunOnce()
    {
        Assert.ThrowsExactly<CoroutineDeadlockException>(() => Run(() => StartRing(5, frame => frame.Await())));
    }

    [TestMethod]
    public void Run_ParentsInScopesHoldAllThreads_TheScopesFailAndNothingIsLeft()
    {
        using CoroutineThreadPool few = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
        CoroutineScheduler.Run(
            () =>
            {
                Frame parent = Coroutine.Async(() => CoroutineScope.Run(scope =>
                {
                    scope.Async(() => Log.Add("ran"));
                    scope.Async(() => Log.Add("ran"));
                }));

                Exception told = Assert.ThrowsExactly<CoroutineDeadlockException>(parent.Await);
                StringAssert.Contains(told.Message, "2 frames wait for a thread");
            },
            new CoroutineSchedulerOptions { ThreadPool = few });

        AssertLog("");
    }

    private void AssertRingIsTold(Action<Frame> await)
    {
        Run(() =>
        {
            StartRing(5, await);
            foreach (Frame? frame in _ring)
            {
                string message = Assert.ThrowsExactly<CoroutineDeadlockException>(() => frame!.Await()).Message;
                for (int i = 0; i < 5; i++)
                {
                    StringAssert.Matches(message, new($"frame 'member {i}' .* waits for "));
                    StringAssert.Matches(message, new($"waits for .*frame 'member {i}'"));
                }
            }
        });
    }

    /// <summary>Frame 0 waits for frame 1, that for 2, and the last one for 0.</summary>
    private void StartRing(int count, Action<Frame> await)
    {
        for (int i = 0; i < count; i++)
        {
            int next = (i + 1) % count;
            _ring[i] = Coroutine.Async(
                () =>
                {
                    Coroutine.Yield(); // until all are there
                    await(_ring[next]!);
                },
                $"member {i}");
        }
    }
}
