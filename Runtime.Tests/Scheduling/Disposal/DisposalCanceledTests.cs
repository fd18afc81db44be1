namespace Baton.Tests;

/// <summary>
/// A cancellation comes while Baton waits for the end of a disposal, or for a step that its reader has left. It does not end that wait. So
/// the failure that is on its way comes out, and the cancellation is told at the next suspension point.
/// </summary>
[TestClass]
public sealed class DisposalCanceledTests : SchedulerTest
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously); // does the disposal wait?
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);  // it waits for this
    private readonly TaskCompletionSource<string> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Each runs a function that fails, and disposes of something behind it.
    private static Dictionary<string, Action<DisposalCanceledTests, Action>> Places { get; } = new()
    {
        ["AwaitDispose"] = static (test, fail) =>
        {
            using (new Resource(test).AwaitDispose())
            {
                fail();
            }
        },
        ["two AwaitDispose, the outer one waits"] = static (test, fail) =>
        {
            using (new Resource(test).AwaitDispose())
            {
                using (new Resource(null).AwaitDispose())
                {
                    fail();
                }
            }
        },
        ["a sequence"] = static (test, fail) =>
        {
            foreach (int item in Items(test).AwaitEach())
            {
                fail();
            }
        },
        ["a sequence of a generator's"] = static (test, fail) =>
        {
            foreach (int item in Coroutine.GenerateAsync<int>(yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    test._begun.SetResult();
#pragma warning disable BATON004 // it is to block
                    test._gate.Task.Wait();
#pragma warning restore BATON004
                }
            }).AwaitEach())
            {
                fail();
            }
        },
        ["a stream that is flushed"] = static (test, fail) =>
        {
            using SuspendingStream stream = new(new Inner(test, flushes: true));
            fail();
        },
        ["a stream whose inner one is disposed of"] = static (test, fail) =>
        {
            using SuspendingStream stream = new(new Inner(test, flushes: false));
            fail();
        },
        ["a stream with a time limit"] = static (test, fail) =>
        {
            using SuspendingStream stream = new(new Inner(test, flushes: true)) { WriteTimeout = 60_000 };
            fail();
        },
        ["a scheduler"] = static (test, fail) =>
        {
            using CoroutineScheduler scheduler = new();
            TaskCompletionSource starts = new();
            _ = scheduler.Start(() =>
            {
                starts.SetResult();
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    test._begun.SetResult();
#pragma warning disable BATON004 // it is to block
                    test._gate.Task.Wait();
#pragma warning restore BATON004
                }
            });
            starts.Task.Await();
            fail();
        },
    };

    // Each runs the code, and cancels it as soon as the disposal waits.
    private static Dictionary<string, Action<DisposalCanceledTests, Action>> Ways { get; } = new()
    {
        ["Cancel"] = static (test, code) => test.Run(() =>
        {
            Frame frame = Coroutine.Async(code);
            test._begun.Task.Await();
            frame.Cancel();
            test.GoOn();
            frame.Await();
        }),
        ["Cancel, twice"] = static (test, code) => test.Run(() =>
        {
            Frame frame = Coroutine.Async(code);
            test._begun.Task.Await();
            frame.Cancel();
            Coroutine.Yield();
            frame.Cancel();
            test.GoOn();
            frame.Await();
        }),
        ["a limit in a frame"] = static (test, code) =>
        {
            using CancellationTokenSource source = new();
            _ = test.CancelAsync(source.Cancel);
            test.Run(() => Coroutine.WithCancellation(source.Token, code));
        },
        ["two limits in a frame"] = static (test, code) =>
        {
            using CancellationTokenSource source = new();
            using CancellationTokenSource other = new();
            _ = test.CancelAsync(() =>
            {
                source.Cancel();
                other.Cancel();
            });
            test.Run(() => Coroutine.WithCancellation(source.Token, () => Coroutine.WithCancellation(other.Token, code)));
        },
        ["the run's token"] = static (test, code) =>
        {
            using CancellationTokenSource source = new();
            _ = test.CancelAsync(source.Cancel);
            CoroutineScheduler.Run(code, test.OnPool, source.Token);
        },
        ["a limit outside"] = static (test, code) =>
        {
            using CancellationTokenSource source = new();
            _ = test.CancelAsync(source.Cancel);
            Coroutine.WithCancellation(source.Token, code);
        },
        ["a limit around a run"] = static (test, code) =>
        {
            using CancellationTokenSource source = new();
            _ = test.CancelAsync(source.Cancel);
            Coroutine.WithCancellation(source.Token, () => test.Run(code));
        },
        ["scope.Cancel"] = static (test, code) => test.Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(code);
            test._begun.Task.Await();
            scope.Cancel();
            test.GoOn();
        })),
        ["a sibling's failure"] = static (test, code) => test.Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(code);
            scope.Async(() =>
            {
                test._begun.Task.Await();
                _ = Task.Run(test.GoOn);
                throw new InvalidDataException();
            });
        })),
        ["a disposed scheduler"] = static (test, code) =>
        {
            CoroutineScheduler scheduler = new(test.OnPool);
            Frame frame = scheduler.Start(code);
            test._begun.Task.Wait();
            ValueTask disposal = scheduler.DisposeAsync();
            test.GoOn();
            disposal.AsTask().Wait();
            frame.Await();
        },
    };

    public static IEnumerable<object[]> Cells => from place in Places.Keys from way in Ways.Keys select new object[] { place, way };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Disposal_CanceledWhileItWaits_TheFailureComesOutAndThenTheCodeIsTold(string place, string way)
    {
        try
        {
            Ways[way](this, () => Go(place));
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidDataException)
        {
            // as the way has it
        }

        Assert.AreEqual("failed, told", _seen.Task.Result);
    }

    public static IEnumerable<object[]> WayNames => Ways.Keys.Select(static way => new object[] { way });

    [TestMethod]
    [DynamicData(nameof(WayNames))]
    public void AwaitEach_CanceledOnceMoreWhileItWaitsForALeftStep_GetsTheItem(string way)
    {
        string seen = "";
        void Read()
        {
            try
            {
                foreach (int item in new LeftStep(this).AwaitEach())
                {
                    seen += item;
                }
            }
            catch (OperationCanceledException)
            {
                seen += ", told";
            }
        }

        try
        {
            Ways[way](this, () => ReadCanceled(Read));
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidDataException)
        {
            // as the way has it
        }

        Assert.AreEqual("1, told", seen);
    }

    // The innermost block is canceled first, and so the step is left.
    private void ReadCanceled(Action read)
    {
        using CancellationTokenSource source = new();
        StepBegins = () => Task.Run(source.Cancel);
        Coroutine.WithCancellation(source.Token, read);
    }

    private Action StepBegins { get; set; } = static () => { };

    private void Go(string place)
    {
        string seen = "";
        try
        {
            Places[place](this, static () => throw new FormatException("on its way"));
        }
        catch (FormatException)
        {
            seen = "failed";
        }
        catch (OperationCanceledException)
        {
            seen = "lost";
        }

        try
        {
            Late.Never(CancellationToken.None).Await();
        }
        catch (OperationCanceledException)
        {
            seen += ", told";
        }

        _seen.SetResult(seen);
    }

    private void GoOn() => _gate.SetResult();

    private async Task CancelAsync(Action cancel)
    {
        await _begun.Task;
        cancel();
        GoOn();
    }

    private static async IAsyncEnumerable<int> Items(DisposalCanceledTests test)
    {
        try
        {
            yield return 1;
        }
        finally
        {
            await new Resource(test).DisposeAsync();
        }
    }

    private sealed class Resource(DisposalCanceledTests? test) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (test is not null)
            {
                test._begun.SetResult();
                await test._gate.Task;
            }
        }
    }

    private sealed class Inner(DisposalCanceledTests test, bool flushes) : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken) =>
            flushes ? new Resource(test).DisposeAsync().AsTask() : Task.CompletedTask;

        public override async ValueTask DisposeAsync()
        {
            await new Resource(flushes ? null : test).DisposeAsync();
            await base.DisposeAsync();
        }
    }

    /// <summary>Its step brings an item after its token has fired, and somebody has opened the gate.</summary>
    private sealed class LeftStep(DisposalCanceledTests test) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private CancellationToken _token; // the reader's; set once, at the begin

        public int Current => 1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken)
        {
            _token = cancellationToken;
            return this;
        }

        public async ValueTask<bool> MoveNextAsync()
        {
            _token.ThrowIfCancellationRequested();
            TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using (_token.UnsafeRegister(_ => left.SetResult(), null))
            {
                test.StepBegins();
                await left.Task;
            }

            test._begun.SetResult();
            await test._gate.Task;
            return true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
