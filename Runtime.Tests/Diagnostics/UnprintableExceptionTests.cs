using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Exceptions that fail when they are looked at, wherever the library has one in hand: in a process of its own.</summary>
[TestClass]
[BesideOthers]
public sealed class UnprintableExceptionTests
{
    private static readonly Dictionary<string, Action> s_places = new()
    {
        ["dropped coroutine"] = () =>
        {
            Drop();
            Collect();
        },
        ["frame that nobody awaits"] = () =>
        {
            Frame.DropOne();
            Collect();
        },
        ["disposed scheduler"] = () =>
        {
            CoroutineScheduler scheduler = new();
            scheduler.Start(Throw).AsTask();
            scheduler.Start(Throw);
            scheduler.Dispose();
        },
        ["run"] = () => Catch(() => CoroutineScheduler.Run(() => Coroutine.Async(Throw))),
        ["run on a thread of the pool"] = () => Catch(() => CoroutineScheduler.RunAsync(() =>
        {
            Coroutine.Async(Throw);
            Coroutine.Async(Throw);
            Throw();
        }).Wait()),
        ["scope with several failures"] = () => Catch(() => CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(FailWhenCanceled);
            scope.Async(FailWhenCanceled);
            throw new UnprintableException();
        }))),
        ["left generator"] = () =>
        {
            using IEnumerator<int> items = Coroutine.Generate<int>(yielder =>
            {
                yielder.Suspend(1);
                Throw();
            }, batch: 8).GetEnumerator();
            items.MoveNext();
        },
        ["work"] = () => Catch(() => CoroutineThreadPool.Shared.Run(Throw).Wait()),
        ["completed queue"] = () =>
        {
            CoroutineQueue<int> queue = new();
            queue.Complete(new UnprintableException());
            Catch(() => queue.Dequeue());
        },
        ["disposed parser"] = () =>
        {
            PushParser<char, int> parser = PushParser.OverText<int>((TextReader reader, Yielder<int> _) =>
            {
                try
                {
                    reader.Read();
                }
                catch (CoroutineCanceledException)
                {
                    throw new UnprintableException();
                }
            });
            parser.TryRead(out _);
            Catch(parser.Dispose);
        },
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Places_ExceptionFailsWhenLookedAt_TheProcessLives(bool isHeard)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(EachPlace), isHeard.ToString());

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int EachPlace(string[] arguments)
    {
        bool isHeard = bool.Parse(arguments[0]);
        using NameProbe? probe = isHeard ? new NameProbe() : null;
        foreach ((string place, Action act) in s_places)
        {
            int before = UnprintableException.Asked;
            act();
            if (!isHeard && place != "scope with several failures") // whose first failure is to keep the others in its data
            {
                Assert.AreEqual(before, UnprintableException.Asked, $"{place}: formatted without a listener");
            }
        }

        if (isHeard)
        {
            Eventually.True(() => probe!.HasNamed, "told by the name of its type");
        }

        return 0;
    }

    private static void FailWhenCanceled()
    {
        try
        {
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }
        finally
        {
            Throw();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop() => Coroutine.Create<int>(yielder =>
    {
        try
        {
            yielder.Suspend(1);
            return 0;
        }
        finally
        {
            Throw();
        }
    }).Resume();

    private static void Throw() => throw new UnprintableException();

    private static void Catch(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is UnprintableException or AggregateException or QueueCompletedException)
        {
            // as it should be
        }
    }

    private static void Collect()
    {
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            LongEnough.For(20);
        }
    }

    private static class Frame
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal static void DropOne() => _ = Coroutine.Async(Throw); // outside every scheduler
    }

    private sealed class NameProbe : EventListener
    {
        private volatile bool _hasNamed; // has an event named the type? the threads of events

        internal bool HasNamed => _hasNamed;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => _hasNamed |= eventData.EventName == "UnobservedFault"
            && eventData.Payload!.Any(value => value is string text && text.Contains(nameof(UnprintableException)));
    }
}
