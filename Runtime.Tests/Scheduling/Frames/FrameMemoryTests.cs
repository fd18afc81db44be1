using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What the handles of frames, scopes and schedulers that have ended keep alive: their results, and nothing of others.</summary>
[TestClass]
public sealed class FrameMemoryTests : SchedulerTest
{
    private static readonly AsyncLocal<object?> s_local = new();

    [TestMethod]
    [DataRow("ran")]
    [DataRow("failed")]
    [DataRow("canceled before it began")]
    [DataRow("canceled while it waited")]
    [DataRow("in a canceled scope")]
    [DataRow("outside")]
    [DataRow("started from outside")]
    [DataRow("run")]
    public void EndedFrame_KeepsNeitherItsClosureNorItsContext(string how)
    {
        (object handle, WeakReference closure, WeakReference context) = EndFrame(how);

        Eventually.Collected(closure, "what the function refers to");
        Eventually.Collected(context, "what the context refers to");
        GC.KeepAlive(handle);
    }

    [TestMethod]
    [DataRow("scheduler of a run")]
    [DataRow("scheduler of a run with a token")]
    [DataRow("scope")]
    [DataRow("failed scope")]
    [DataRow("sibling")]
    [DataRow("token")]
    public void EndedHandle_KeepsNotTheResultsOfFrames(string what)
    {
        (object handle, WeakReference result) = EndWith(what);

        Eventually.Collected(result, "the result, or the failure, of a frame");
        GC.KeepAlive(handle);
    }

    [TestMethod]
    public void FailureThatWasSeen_TheRunGoesOn_IsCollected()
    {
        Run(() => Eventually.Collected(FailAndSee(), "the exception"));
    }

    [TestMethod]
    public void DeadlockTold_TheRunGoesOn_ItsFramesAreCollected()
    {
        Run(() =>
        {
            WeakReference result = StandStill();

            Eventually.Collected(result, "the result of a frame that stood still");
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FailAndSee()
    {
        InvalidTimeZoneException failure = new();
        Frame frame = Coroutine.Async(() => throw failure);
        try
        {
            frame.Await();
        }
        catch (Exception e) when (e == failure)
        {
            // seen
        }

        return new WeakReference(failure);
    }

    // Two frames that wait for each other, with a look of the watch, and then end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference StandStill()
    {
        object big = new();
        Frame<object>? second = null;
        Frame<object> first = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            try
            {
                second!.Await();
            }
            catch (OperationCanceledException)
            {
                // canceled by main
            }

            return big;
        });
        second = Coroutine.Async(() => first.Await());
        Coroutine.Yield();
        Coroutine.Yield();
        SchedulerCore scheduler = first.Core.Scheduler;
        scheduler.Watch.Look();
        scheduler.Watch.Look();
        first.Cancel();
        second.Await();
        return new WeakReference(big);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (object Handle, WeakReference Closure, WeakReference Context) EndFrame(string how)
    {
        object big = new();
        s_local.Value = new object();
        WeakReference context = new(s_local.Value);
        object handle = EndFrame(how, big);
        s_local.Value = null;
        return (handle, new WeakReference(big), context);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private object EndFrame(string how, object big)
    {
        Action function = () => big.GetHashCode();
        Frame? frame = null;
        switch (how)
        {
            case "outside":
                return Coroutine.Async(function);
            case "started from outside":
                using (CoroutineScheduler scheduler = new(OnPool))
                {
                    frame = scheduler.Start(function);
                    frame.Await();
                }

                return frame;
            case "run":
                Task<int> run = CoroutineScheduler.RunAsync(big.GetHashCode, OnPool);
                run.Wait();
                return run;
            default:
                Run(() => frame = EndInside(how, function, big));
                return frame!;
        }
    }

    private static Frame EndInside(string how, Action function, object big)
    {
        Frame frame = null!;
        switch (how)
        {
            case "canceled before it began":
                frame = CoroutineScheduler.Current!.Start(function);
                frame.Cancel();
                break;
            case "canceled while it waited":
                frame = Coroutine.Async(() =>
                {
                    _ = Coroutine.CancellationToken;
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                    function();
                });
                frame.Cancel();
                break;
            case "in a canceled scope":
                try
                {
                    CoroutineScope.Run(scope =>
                    {
                        scope.Cancel();
                        frame = scope.Async(function);
                    });
                }
                catch (OperationCanceledException)
                {
                    // the scope's
                }

                break;
            case "failed":
                frame = Coroutine.Async(() => throw new FormatException(big.GetHashCode() > 0 ? "" : " "));
                break;
            default:
                frame = Coroutine.Async(function);
                break;
        }

        try
        {
            frame.Await();
        }
        catch (Exception e) when (e is OperationCanceledException or FormatException)
        {
            // as it should be
        }

        return frame;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (object Handle, WeakReference Result) EndWith(string what)
    {
        object? handle = null;
        InvalidTimeZoneException big = new();
        using CancellationTokenSource source = new();
        Func<Exception> main = () =>
        {
            switch (what)
            {
                case "scope":
                    CoroutineScope.Run(scope => handle = Scoped(scope));
                    break;
                case "failed scope":
                    try
                    {
                        CoroutineScope.Run(scope =>
                        {
                            handle = Scoped(scope);
                            scope.Async(() => throw big);
                        });
                    }
                    catch (Exception e) when (e == big)
                    {
                        // as it should be
                    }

                    break;
                case "sibling":
                    handle = Coroutine.Async(() => { });
                    break;
                case "token":
                    handle = Coroutine.CancellationToken;
                    break;
                default:
                    handle = CoroutineScheduler.Current!;
                    break;
            }

            return big;
        };
        CancellationToken token = what.EndsWith("token", StringComparison.Ordinal) ? source.Token : default;
        CoroutineScheduler.RunAsync(() => Coroutine.Async(main).Await(), OnPool, token).Wait();
        return (handle!, new WeakReference(big));
    }

    // A scope whose token was asked for, in a scope, so that it follows others.
    private static CoroutineScope Scoped(CoroutineScope scope)
    {
        CoroutineScope.Run(inner => scope.CancellationToken.CanBeCanceled | inner.CancellationToken.CanBeCanceled);
        return scope;
    }
}
