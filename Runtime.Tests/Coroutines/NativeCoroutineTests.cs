namespace Baton.Tests;

/// <summary>Rule R10: a body may suspend in a native callback. No exception can cross the native frames, whoever raises it.</summary>
[TestClass]
[BesideOthers]
public sealed class NativeCoroutineTests
{
    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Coroutine_RaisedBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<Doors>(way);

    private sealed class Doors : NativeCoroutineDoors
    {
        [NativeDoor]
        public void Resume()
        {
            using Coroutine<int> coroutine = Suspended(out _);

            Assert.AreEqual(2, coroutine.Resume());
            Assert.AreEqual(3, coroutine.Resume());
            Assert.AreEqual(CoroutineStatus.Finished, coroutine.Status);
            AssertNoneQuarantined();
        }

        [NativeDoor]
        public void Throw()
        {
            using Coroutine<int> coroutine = Suspended(out _);
            IOException thrown = new("told");

            if (IsVisible)
            {
                for (int i = 0; i < 3; i++)
                {
                    InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Throw(thrown));
                    Assert.AreSame(thrown, refused.InnerException);
                    Assert.Contains(nameof(NativeCall), refused.Message);
                    Assert.AreEqual(CoroutineStatus.Suspended, coroutine.Status);
                }

                Assert.AreEqual(2, coroutine.Resume());
                Assert.AreEqual(3, coroutine.Resume());
                AssertNoneQuarantined();
            }
            else
            {
                Assert.AreSame(thrown, Assert.ThrowsExactly<IOException>(() => coroutine.Throw(thrown)));
                Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
                AssertQuarantined("Coroutine");
            }
        }

        [NativeDoor]
        public void ThrowWhereTheCallbackCatches()
        {
            using Coroutine<string> coroutine = Coroutine.Create<string>(yielder =>
            {
                string caught = "nothing";
                Native(() =>
                {
                    try
                    {
                        yielder.Suspend("");
                    }
                    catch (IOException e)
                    {
                        caught = e.Message;
                    }
                });
                return caught;
            });
            coroutine.Resume();

            Assert.AreEqual("told", coroutine.Throw(new IOException("told")));
            AssertNoneQuarantined();
        }

        [NativeDoor]
        public void CleanUpSuspendsInACallback()
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    Native(() => yielder.Suspend(2));
                }

                return 3;
            });
            coroutine.Resume();

            coroutine.Dispose();

            Assert.AreEqual(CoroutineStatus.Canceled, coroutine.Status);
            AssertQuarantined("Coroutine");
        }

        [NativeDoor]
        public void SwallowsAndGoesOnInACallback()
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                catch (CoroutineCanceledException)
                {
                    Native(() => yielder.Suspend(2));
                }

                return 3;
            });
            coroutine.Resume();

            coroutine.Dispose();

            AssertQuarantined("Coroutine");
        }

        [NativeDoor]
        public void DroppedHandle()
        {
            Drop();

            DroppedHandleTests.CollectUntil(() => IsQuarantineTold, "it is found");
            AssertQuarantined("Coroutine");
        }

        [NativeDoor]
        public void TheBodysOwnException()
        {
            IOException own = new("the body's own");
            Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                Native(() =>
                {
                    yielder.Suspend(1);
                    throw own;
                });
                return 2;
            });
            coroutine.Resume();

            Assert.AreSame(own, Assert.ThrowsExactly<IOException>(() => coroutine.Resume()));
            Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
            Eventually.True(() => CoroutineThreadPool.Shared.Workers.Counts.WrittenOff > 0, "written off");
        }

        [NativeDoor]
        public void NoSuspendRegion()
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                using NoSuspendRegion region = Coroutine.NoSuspend();
                Native(() => yielder.Suspend(1));
                return 2;
            });

            Assert.ThrowsExactly<InvalidOperationException>(() => coroutine.Resume());
            Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
        }

        [NativeDoor]
        public void InnerCoroutineAboveNativeFrames()
        {
            Log log = new();
            Coroutine<int> outer = Coroutine.Create<int>(yielder =>
            {
                using Coroutine<int> inner = Coroutine.Create<int>(innerYielder =>
                {
                    try
                    {
                        innerYielder.Suspend(0);
                        return 0;
                    }
                    finally
                    {
                        log.Add("inner");
                    }
                });
                Native(() => inner.Resume());
                yielder.Suspend(1);
                return 2;
            });
            outer.Resume();

            outer.Dispose();

            Assert.AreEqual("inner", log.Text);
            AssertNoneQuarantined();
        }

        [NativeDoor]
        public void NoNativeFramesInTheRuntimesOwnCallbacks()
        {
            foreach (Action<Action> call in new Action<Action>[]
            {
                static suspend => Activator.CreateInstance(typeof(CallsInConstructor), suspend),
                static suspend => suspend.DynamicInvoke(),
                static suspend => suspend.Method.Invoke(suspend.Target, null),
                static suspend => new int[2].AsSpan().Sort((_, _) =>
                {
                    suspend();
                    return 0;
                }),
                static suspend => _ = Enumerable.Range(0, 1).Select(i =>
                {
                    suspend();
                    return i;
                }).ToList(),
            })
            {
                Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
                {
                    call(() => yielder.Suspend(1));
                    return 2;
                });
                coroutine.Resume();
                coroutine.Dispose();
            }

            AssertNoneQuarantined();
        }

        private void Drop() => Suspended(out _);

        private sealed class CallsInConstructor
        {
            public CallsInConstructor(Action call) => call();
        }
    }
}
