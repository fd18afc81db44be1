namespace Baton.Tests;

/// <summary><see cref="BlockingMode.Forbid"/>: a wait throws, and leaves everything as it was.</summary>
[TestClass]
public sealed class BlockingForbidTests : BlockingTest
{
    public static IEnumerable<object[]> Rows => WaitKinds.SeenRows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Forbid_EachKindOfWait_ThrowsAndWhatItWaitedForIsUnharmed(string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        using (OtherSide other = new(wait))
        {
            Run(BlockingMode.Forbid, () =>
            {
                Exception? refused = Assert.Throws<Exception>(wait.Wait);
                while (wait.KeepsRefusal && refused is not InvalidOperationException)
                {
                    refused = refused.InnerException;
                    Assert.IsNotNull(refused);
                }

                if (wait.KeepsRefusal)
                {
                    StringAssert.StartsWith(refused.Message, "frame 'main'");
                    StringAssert.Contains(refused.Message, "Await what it waits for");
                }
            });
            other.Go();
            other.Join();
            if (wait.IsRepeatable)
            {
                TestThread.Run("Afterwards", wait.Wait);
                Run(BlockingMode.Forbid, () => Step("over"));
            }
        }

        Assert.AreEqual(0, Telemetry[Held] + Telemetry[GaveWay]);
    }

    [TestMethod]
    public void Forbid_WaitThatIsOverAtOnce_IsNoBlocking()
    {
        using AutoResetEvent signaled = new(true);
        using AutoResetEvent never = new(false);

        Run(BlockingMode.Forbid, () =>
        {
            Assert.IsTrue(signaled.WaitOne());
            Assert.IsFalse(signaled.WaitOne(0));
            Assert.ThrowsExactly<InvalidOperationException>(() => never.WaitOne(1));
        });
    }

    [TestMethod]
    public void Forbid_InFinallyOfACanceledFrame_ThrowsAndTheLockIsUsableAfterwards()
    {
        object gate = new();
        Lock light = new();
        WaitCase held = new()
        {
            Prepare = () =>
            {
                Monitor.Enter(gate);
                light.Enter();
            },
            Wait = () => { },
            Release = () =>
            {
                Monitor.Exit(gate);
                light.Exit();
            },
        };
        using OtherSide owner = new(held);
        Run(BlockingMode.Forbid, () =>
        {
            Frame canceled = Coroutine.Async(() =>
            {
                try
                {
                    new TaskCompletionSource().Task.Await();
                }
                finally
                {
                    Assert.ThrowsExactly<InvalidOperationException>(light.Enter);
                    Log.Add("finally");
                    Monitor.Enter(gate);
                }
            });
            canceled.Cancel();
            InvalidOperationException seen = Assert.ThrowsExactly<InvalidOperationException>(canceled.Await);
            StringAssert.Contains(seen.Message, "BlockingMode.Forbid");
            owner.Go();
            Coroutine.Async(() => owner.Joined().Await()).Await();
            lock (gate)
            {
                Log.Add("lock");
            }

            lock (light)
            {
                Log.Add("light");
            }
        });

        AssertLog("finally lock light");
    }

    [TestMethod]
    public void Forbid_MonitorWait_TheLockIsStillHeldWhenItThrows()
    {
        object gate = new();
        Run(BlockingMode.Forbid, () =>
        {
            lock (gate)
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => Monitor.Wait(gate));
                Assert.IsTrue(Monitor.IsEntered(gate));
            }

            Assert.IsFalse(Monitor.IsEntered(gate));
        });

        TestThread.Run("Afterwards", () => Assert.IsTrue(Monitor.TryEnter(gate)));
    }

    [TestMethod]
    public void Forbid_AwaitDelayAndJoin_AreNoBlocking()
    {
        Run(BlockingMode.Forbid, () =>
        {
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            Task.Run(() => { }).Await();
            CoroutineScope.Run(scope => scope.Async(Coroutine.Yield));
            Pool.Run(() => Blocking.For(1)).Await();
        });
    }
}
