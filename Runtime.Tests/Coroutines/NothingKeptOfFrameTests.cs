using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>A suspended coroutine keeps nothing of the frame that resumed it, when that has ended.</summary>
[TestClass]
public sealed class NothingKeptOfFrameTests : CoroutineTest
{
    private static readonly AsyncLocal<object?> s_local = new();

    [TestMethod]
    [DataRow("one way")]
    [DataRow("two ways")]
    [DataRow("inside another")]
    [DataRow("enumerator")]
    [DataRow("parser")]
    [DataRow("with an open scope")]
    [DataRow("after a wait in it")]
    public void Suspended_TheFrameThatResumedItHasEnded_KeepsNotTheFrame(string what)
    {
        (IDisposable handle, Action step) = Drivable(what);
        using (handle)
        {
            (WeakReference result, WeakReference failure, WeakReference local) = DriveFromAFrame(step);

            Eventually.Collected(result, "the frame's result");
            Eventually.Collected(failure, "the other frame's failure");
            Eventually.Collected(local, "the frame's AsyncLocal value");
        }
    }

    private (IDisposable Handle, Action Step) Drivable(string what)
    {
        switch (what)
        {
            case "two ways":
                Coroutine<int, int> two = Coroutine.Create<int, int>(
                    (yielder, _) =>
                    {
                        while (true)
                        {
                            yielder.Suspend(1);
                        }
                    },
                    InPool);
                return (two, () => two.Resume(1));
            case "inside another":
                Coroutine<int> inner = Endless(() => { });
                Coroutine<int> outer = Endless(() => inner.Resume());
                Cleanup both = new(() =>
                {
                    outer.Dispose();
                    inner.Dispose();
                });
                return (both, () => outer.Resume());
            case "enumerator":
                IEnumerator<int> items = Coroutine.Generate<int>(
                    yielder =>
                    {
                        while (true)
                        {
                            yielder.Suspend(1);
                        }
                    },
                    1,
                    InPool).GetEnumerator();
                return (items, () => items.MoveNext());
            case "parser":
                PushParser<byte, int> parser = PushParser.OverStream<int>(
                    (stream, yielder) =>
                    {
                        while (stream.ReadByte() is >= 0 and int one)
                        {
                            yielder.Suspend(one);
                        }
                    },
                    InPool);
                Action read = () =>
                {
                    parser.Push(new byte[1]);
                    Assert.IsTrue(parser.TryRead(out _));
                    Assert.IsFalse(parser.TryRead(out _));
                };
                return (parser, read);
            case "with an open scope":
                Coroutine<int> scoped = Coroutine.Create<int>(
                    yielder => CoroutineScope.Run(_ =>
                    {
                        yielder.Suspend(1);
                        return 2;
                    }),
                    InPool);
                Action resumeOnce = () =>
                {
                    if (scoped.Status == CoroutineStatus.Created)
                    {
                        scoped.Resume();
                    }
                };
                return (new Cleanup(() => CoroutineScheduler.Run(scoped.Dispose)), resumeOnce);
            case "after a wait in it":
                Coroutine<int> waits = Endless(() =>
                {
                    Coroutine.Yield();
                    Late.After(1).Await();
                });
                return (waits, () => waits.Resume());
            default:
                Coroutine<int> one = Endless(() => { });
                return (one, () => one.Resume());
        }
    }

    private Coroutine<int> Endless(Action each) => Coroutine.Create<int>(
        yielder =>
        {
            while (true)
            {
                each();
                yielder.Suspend(1);
            }
        },
        InPool);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Result, WeakReference Failure, WeakReference Local) DriveFromAFrame(Action step)
    {
        WeakReference? result = null;
        WeakReference? failure = null;
        WeakReference? local = null;
        CoroutineScheduler.Run(
            () =>
            {
                Frame<object> fails = Coroutine.Async<object>(() =>
                {
                    step();
                    InvalidTimeZoneException big = new();
                    failure = new WeakReference(big);
                    throw big;
                });
                try
                {
                    fails.Await();
                }
                catch (Exception)
                {
                    // as it should be
                }

                Coroutine.Async(() =>
                {
                    s_local.Value = new object();
                    local = new WeakReference(s_local.Value);
                    step();
                    object big = new();
                    result = new WeakReference(big);
                    return big;
                }).Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool });
        return (result!, failure!, local!);
    }
}
