namespace Baton.Tests;

/// <summary>
/// Clean-up after a cancellation: what waits in it goes on, whatever it has opened and ended before, and a wider cancellation reaches it.
/// The same holds outside, in a frame, and in a generator's body.
/// </summary>
[TestClass]
public sealed class CleanUpTests : SchedulerTest
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(3);

    private static readonly string[] s_places = ["outside", "frame", "generator"];

    private static readonly string[] s_blocks = ["token", "limit", "scope"];

    public static IEnumerable<object[]> Cells =>
        from place in s_places
        from block in s_blocks
        select new object[] { place, block };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Wait_AfterWhatEndedInCleanUp_GoesOn(string place, string block)
    {
        List<string> wrong = [];
        foreach (string before in new[] { "nothing", "limit", "limit after a wait", "token", "scope", "run", "generator", "function" })
        {
            foreach (string wait in new[] { "delay", "limit", "scope", "generator" })
            {
                string log = string.Empty;
                At(place, () => log = CancelOnce(block, () =>
                {
                    End(before);
                    Pass(wait);
                }));
                if (log != "canceled, cleaned up")
                {
                    wrong.Add($"{before}, then {wait}: {log}");
                }
            }
        }

        Assert.AreEqual(0, wrong.Count, string.Join(Environment.NewLine, wrong));
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void WiderCancellation_InCleanUpOfTheInner_IsToldOnce(string place, string block)
    {
        List<string> wrong = [];
        foreach (string wait in new[] { "dequeue", "task", "token", "limit", "scope", "run", "generator" })
        {
            bool told = false;
            string log = string.Empty;
            using CancellationTokenSource wider = new();
            At(place, () => Coroutine.WithCancellation(wider.Token, () =>
                log = CancelOnce(block, () =>
                {
                    wider.CancelAfter(s_moment);
                    try
                    {
                        WaitForEver(wait);
                    }
                    finally
                    {
                        Coroutine.Delay(s_moment); // the second clean-up is not cut
                        told = true;
                    }
                })));
            if (log != "canceled, " || !told)
            {
                wrong.Add($"{wait}: {log}");
            }
        }

        Assert.AreEqual(0, wrong.Count, string.Join(Environment.NewLine, wrong));
    }

    [TestMethod]
    public void Limit_InCleanUpOfACancellation_SaysWhatWasTheReason()
    {
        using CancellationTokenSource wider = new();
        CoroutineQueue<int> nothing = new(0);
        Exception? inner = null;

        OperationCanceledException outer = Assert.ThrowsExactly<OperationCanceledException>(
            () => Coroutine.WithCancellation(wider.Token, () =>
        {
            try
            {
                Coroutine.WithTimeout(s_moment, WaitTwice);
            }
            catch (Exception e)
            {
                inner = e;
                throw;
            }
        }));

        Assert.AreEqual(outer.CancellationToken, Assert.IsInstanceOfType<OperationCanceledException>(inner).CancellationToken);
        Assert.AreEqual(wider.Token, outer.CancellationToken);

        void WaitTwice()
        {
            try
            {
                nothing.Dequeue();
            }
            finally
            {
                wider.CancelAfter(s_moment);
                nothing.Dequeue();
            }
        }
    }

    // Code that is canceled, and cleans up.
    private static string CancelOnce(string block, Action cleanUp)
    {
        string log = string.Empty;
        CoroutineQueue<int> nothing = new(0);
        using CancellationTokenSource source = new();
        Exception canceled = Assert.Throws<SystemException>(() => In(block, source, () =>
        {
            try
            {
                nothing.Dequeue();
            }
            catch (OperationCanceledException)
            {
                log += "canceled, ";
                cleanUp();
                log += "cleaned up";
                throw;
            }
        }));
        Assert.IsTrue(canceled is OperationCanceledException or TimeoutException);
        return log;
    }

    private static void In(string block, CancellationTokenSource source, Action code)
    {
        switch (block)
        {
            case "token":
                Coroutine.WithCancellation(source.Token, () =>
                {
                    source.CancelAfter(s_moment);
                    code();
                });
                break;
            case "limit":
                Coroutine.WithTimeout(s_moment, code);
                break;
            default:
                CoroutineScope.Run(scope =>
                {
                    using CancellationTokenRegistration registration = source.Token.Register(scope.Cancel);
                    source.CancelAfter(s_moment);
                    code();
                });
                break;
        }
    }

    private static void End(string what)
    {
        CoroutineQueue<int> nothing = new(0);
        switch (what)
        {
            case "limit":
                Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_moment, () => nothing.Dequeue()));
                break;
            case "limit after a wait":
                Assert.ThrowsExactly<TimeoutException>(() => Coroutine.WithTimeout(s_moment, () =>
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                    nothing.Dequeue();
                }));
                break;
            case "token":
                using (CancellationTokenSource own = new(s_moment))
                {
                    Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(own.Token, () => nothing.Dequeue()));
                }

                break;
            case "scope":
                CoroutineScope.Run(static scope => scope.Async(static () => Coroutine.Delay(s_moment)));
                break;
            case "run":
                CoroutineScheduler.Run(static () => Coroutine.Async(static () => Coroutine.Delay(s_moment)).Await());
                break;
            case "generator":
                Assert.AreEqual(1, Coroutine.Generate<int>(DelayAndYield).Count());
                break;
            case "function":
                Coroutine.Async(static () => Coroutine.Delay(s_moment)).Await();
                break;
            default:
                break;
        }
    }

    private static void Pass(string wait)
    {
        switch (wait)
        {
            case "limit":
                Coroutine.WithTimeout(TimeSpan.FromMinutes(1), static () => Coroutine.Delay(s_moment));
                break;
            case "scope":
                CoroutineScope.Run(static _ => Coroutine.Delay(s_moment));
                break;
            case "generator":
                Assert.AreEqual(1, Coroutine.Generate<int>(DelayAndYield).Count());
                break;
            default:
                Coroutine.Delay(s_moment);
                break;
        }
    }

    private static void WaitForEver(string wait)
    {
        CoroutineQueue<int> nothing = new(0);
        switch (wait)
        {
            case "task":
                new TaskCompletionSource().Task.Await();
                break;
            case "token":
                using (CancellationTokenSource own = new())
                {
                    Coroutine.WithCancellation(own.Token, () => nothing.Dequeue());
                }

                break;
            case "limit":
                Coroutine.WithTimeout(TimeSpan.FromMinutes(1), () => nothing.Dequeue());
                break;
            case "scope":
                CoroutineScope.Run(_ => nothing.Dequeue());
                break;
            case "run":
                CoroutineScheduler.Run(() => nothing.Dequeue());
                break;
            case "generator":
                _ = Coroutine.Generate<int>(_ => nothing.Dequeue()).Count();
                break;
            default:
                nothing.Dequeue();
                break;
        }
    }

    private static void At(string place, Action code)
    {
        switch (place)
        {
            case "frame":
                CoroutineScheduler.Run(() => Coroutine.Async(code).Await());
                break;
            case "generator":
                _ = Coroutine.Generate<int>(_ => code()).Count();
                break;
            default:
                code();
                break;
        }
    }

    private static void DelayAndYield(Yielder<int> yielder)
    {
        Coroutine.Delay(s_moment);
        yielder.Suspend(1);
    }
}
