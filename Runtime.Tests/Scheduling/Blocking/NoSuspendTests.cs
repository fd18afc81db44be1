using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary><see cref="Coroutine.NoSuspend"/>: what may not suspend, what still may, and for how long.</summary>
[TestClass]
public sealed class NoSuspendTests : BlockingTest
{
    private static readonly Task s_pending = new TaskCompletionSource().Task;

    [TestMethod]
    public void NoSuspend_WhatSuspendsAFrame_Throws()
    {
        Run(() =>
        {
            Frame other = Coroutine.Async(Coroutine.Yield);
            using (Coroutine.NoSuspend())
            {
                Refused(Coroutine.Yield);
                Refused(() => s_pending.Await());
                Refused(() => new TaskCompletionSource<int>().Task.Await());
                Refused(() => new ValueTask(s_pending).Await());
                Refused(() => Coroutine.Delay(TimeSpan.FromHours(1)));
                Refused(() => Coroutine.Async(() => Log.Add("never")));
                Refused(() => Coroutine.Async(() => 5));
                Refused(other.Await);
                Refused(() => CoroutineScope.Run(scope => scope.Async(() => Log.Add("never"))));
                Assert.IsFalse(other.IsCompleted);
            }

            other.Await();
        });

        AssertLog(string.Empty);
    }

    [TestMethod]
    public void NoSuspend_WhatIsOverAlready_MayBeAwaited()
    {
        Run(() =>
        {
            Frame<int> ended = Coroutine.Async(() => 3);
            using (Coroutine.NoSuspend())
            {
                Assert.AreEqual(3, ended.Await());
                Assert.AreEqual(4, Task.FromResult(4).Await());
                Assert.AreEqual(5, ValueTask.FromResult(5).Await());
                Task.CompletedTask.Await();
                Coroutine.Delay(TimeSpan.Zero);
            }
        });
    }

    [TestMethod]
    public void NoSuspend_BrokenFarBelow_SaysWhoAndWhereTheRegionBegins()
    {
        Run(() => Coroutine.Async(
            () =>
            {
                (string file, int line) = Here();
                using (Coroutine.NoSuspend()) // the line after
                {
                    InvalidOperationException broken = Assert.ThrowsExactly<InvalidOperationException>(Below);
                    StringAssert.StartsWith(broken.Message, "frame 'careful'");
                    StringAssert.Contains(broken.Message, $"{file}:{line + 1}");
                    StringAssert.Contains(broken.StackTrace, nameof(Below));
                }
            },
            "careful").Await());

        static (string File, int Line) Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => (file, line);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Below() => Coroutine.Yield();
    }

    [TestMethod]
    public void NoSuspend_Nested_LastsUntilTheOutermostEnds_AndTheInnermostIsNamed()
    {
        Run(() =>
        {
            using (Coroutine.NoSuspend("outer", 1))
            {
                using (Coroutine.NoSuspend("inner", 2))
                {
                    StringAssert.Contains(Refused(Coroutine.Yield).Message, "inner:2");
                }

                StringAssert.Contains(Refused(Coroutine.Yield).Message, "outer:1");
            }

            Coroutine.Yield();
        });
    }

    [TestMethod]
    public void NoSuspend_LeftByAnException_IsOver()
    {
        Run(() =>
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(() =>
            {
                using (Coroutine.NoSuspend())
                {
                    throw new InvalidTimeZoneException();
                }
            });
            Coroutine.Yield();
        });
    }

    [TestMethod]
    public void Dispose_Twice_DoesNotEndTheRegionAround()
    {
        Run(() =>
        {
            using (Coroutine.NoSuspend("outer", 1))
            {
                NoSuspendRegion inner = Coroutine.NoSuspend("inner", 2);
                inner.Dispose();
                inner.Dispose();
                StringAssert.Contains(Refused(Coroutine.Yield).Message, "outer:1");
            }
        });
    }

    [TestMethod]
    public void Dispose_RegionAroundOneThatWasNeverEnded_EndsBoth()
    {
        Run(() =>
        {
            using (Coroutine.NoSuspend("outer", 1))
            {
                Coroutine.NoSuspend("forgotten", 2);
            }

            Coroutine.Yield();
        });
    }

    [TestMethod]
    public void NoSuspend_OfOneFrame_IsNotItsSiblings()
    {
        Run(() =>
        {
            Frame sibling = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                Log.Add("sibling");
            });
            Coroutine.Async(() =>
            {
                NoSuspendRegion region = Coroutine.NoSuspend();
                Refused(Coroutine.Yield);
                region.Dispose();
            });
            sibling.Await();
        });

        AssertLog("sibling");
    }

    [TestMethod]
    public void NoSuspend_BlockingCallInModeYield_KeepsTheBaton()
    {
        using ManualResetEvent never = new(false);
        Run(BlockingMode.Yield, () =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Step("sibling");
            });
            using (Coroutine.NoSuspend())
            {
                never.WaitOne(1);
                Step("held");
            }
        });

        AssertLog("held sibling");
        Assert.AreEqual(1, Telemetry[Held]);
        Assert.AreEqual(0, Telemetry[GaveWay]);
    }

    [TestMethod]
    public void NoSuspend_BlockingCallInModeForbid_IsStillRefused()
    {
        using ManualResetEvent never = new(false);
        Run(BlockingMode.Forbid, () =>
        {
            using (Coroutine.NoSuspend())
            {
                Refused(() => never.WaitOne(1));
            }
        });
    }

    [TestMethod]
    public void NoSuspend_ScopeDisposedInside_IsRefusedAndTheScopeGoesOn()
    {
        Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("child");
            });
            using (Coroutine.NoSuspend())
            {
                Refused(scope.Dispose);
            }
        }));

        AssertLog("child");
    }

    [TestMethod]
    public void NoSuspend_StillOnAtTheEndOfAScope_FailsTheScopeWhichWaitsForItsChildrenAllTheSame()
    {
        Run(() =>
        {
            InvalidOperationException broken = Refused(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() =>
                {
                    try
                    {
                        s_pending.Await();
                    }
                    finally
                    {
                        Log.Add("canceled");
                    }
                });
                Coroutine.NoSuspend("forgotten", 9);
            }));
            StringAssert.Contains(broken.Message, "forgotten:9");
            Log.Add("out");
        });

        AssertLog("canceled out");
    }

    [TestMethod]
    public void NoSuspend_OnAPlainThread_HasNoEffect()
    {
        using (Coroutine.NoSuspend())
        {
            Coroutine.Yield();
            Task.Run(() => { }).Await();
            Assert.AreEqual(1, Coroutine.Async(() => 1).Await());
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    yielder.Suspend(1);
                    return 2;
                },
                InPool);
            Assert.AreEqual(1, coroutine.Resume());
            Run(Coroutine.Yield);
        }

        default(NoSuspendRegion).Dispose();
    }

    private static InvalidOperationException Refused(Action action) => Assert.ThrowsExactly<InvalidOperationException>(action);
}
