using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Makes each <see cref="OutsideWait"/>. Disposal ends what is left of it.</summary>
internal sealed class OutsideWaits : IDisposable
{
    private static readonly TimeSpan s_ever = Timeout.InfiniteTimeSpan;

    private readonly CoroutineThreadPool _pool;
    private readonly CoroutineScheduler _elsewhere;
    private readonly Frame _endless;
    private readonly Coroutine<int> _coroutine;
    private readonly CancellationTokenSource _unused = new();
    private readonly BlockingCollection<int> _nothing = [];
    private readonly Task<int> _never = new TaskCompletionSource<int>().Task;

    internal OutsideWaits(CoroutineThreadPool pool)
    {
        _pool = pool;
        _elsewhere = new CoroutineScheduler(new CoroutineSchedulerOptions { ThreadPool = pool });
        _endless = _elsewhere.Start(() => Coroutine.Delay(s_ever));
        _coroutine = Coroutine.Create<int>(
            _ =>
            {
                Coroutine.Delay(s_ever);
                return 1;
            },
            new CoroutineOptions { ThreadPool = pool });
    }

    private CoroutineOptions InPool => new() { ThreadPool = _pool };

    internal void Do(OutsideWait wait)
    {
        switch (wait)
        {
            case OutsideWait.Delay:
                Coroutine.Delay(s_ever);
                break;
            case OutsideWait.DelayWithATokenOfItsOwn:
                Coroutine.Delay(s_ever, _unused.Token);
                break;
            case OutsideWait.AwaitTask:
                ((Task)_never).Await();
                break;
            case OutsideWait.AwaitTaskWithResult:
                _never.Await();
                break;
            case OutsideWait.AwaitValueTask:
                new ValueTask(_never).Await();
                break;
            case OutsideWait.AwaitFrame:
                _endless.Await();
                break;
            case OutsideWait.Dequeue:
                new CoroutineQueue<int>().Dequeue();
                break;
            case OutsideWait.DequeueWithATokenOfItsOwn:
                new CoroutineQueue<int>().Dequeue(_unused.Token);
                break;
            case OutsideWait.DequeueAll:
                Assert.AreEqual(0, new CoroutineQueue<int>().DequeueAll().Count());
                break;
            case OutsideWait.Enqueue:
                new CoroutineQueue<int>(0).Enqueue(1);
                break;
            case OutsideWait.Select:
                Select.Any(new CoroutineQueue<int>().OnDequeue(_ => { }), new CoroutineQueue<int>(0).OnEnqueue(1));
                break;
            case OutsideWait.SelectAfter:
                Select.Any(Select.After(TimeSpan.FromHours(1)));
                break;
            case OutsideWait.SelectOnTask:
                Select.Any(Select.On(_never));
                break;
            default:
                DoMore(wait);
                break;
        }
    }

    private void DoMore(OutsideWait wait)
    {
        switch (wait)
        {
            case OutsideWait.FunctionAwaited:
                Coroutine.Async(() => Coroutine.Delay(s_ever)).Await();
                break;
            case OutsideWait.FunctionForgottenBeforeADelay:
                _ = Coroutine.Async(() => Assert.ThrowsExactly<OperationCanceledException>(() => Coroutine.Delay(s_ever)));
                Coroutine.Delay(s_ever);
                break;
            case OutsideWait.AsyncFunction:
                Coroutine.Async(async () => await _never).Await();
                break;
            case OutsideWait.Scope:
                CoroutineScope.Run(_ => Coroutine.Delay(s_ever));
                break;
            case OutsideWait.FunctionOfAScope:
                CoroutineScope.Run(scope => scope.Async(() => Coroutine.Delay(s_ever)));
                break;
            case OutsideWait.RunOfAScheduler:
                CoroutineScheduler.Run(
                    () =>
                    {
                        Coroutine.Async(() => Coroutine.Delay(s_ever));
                        Coroutine.Delay(s_ever);
                    },
                    new CoroutineSchedulerOptions { ThreadPool = _pool });
                break;
            case OutsideWait.BodyOfGenerate:
                Assert.AreEqual(0, Coroutine.Generate<int>(_ => Coroutine.Delay(s_ever), options: InPool).Count());
                break;
            case OutsideWait.BodyOfACoroutineMadeElsewhere:
                _coroutine.Resume();
                break;
            case OutsideWait.SecondBodyOfGenerateAsync:
                Coroutine.GenerateAsync<int>(_ => Coroutine.Delay(s_ever), options: InPool).GetAsyncEnumerator().MoveNextAsync().Await();
                break;
            default:
                Use(wait, Stream(wait));
                break;
        }
    }

    private static void Use(OutsideWait wait, SuspendingStream stream)
    {
        switch (wait)
        {
            case OutsideWait.WriteStream:
                stream.WriteByte(1);
                break;
            case OutsideWait.FlushStream:
                stream.Flush();
                break;
            case OutsideWait.CopyStream:
                stream.CopyTo(System.IO.Stream.Null);
                break;
            case OutsideWait.EndRead:
                stream.EndRead(stream.BeginRead(new byte[1], 0, 1, null, null));
                break;
            default:
                stream.ReadByte();
                break;
        }
    }

    private SuspendingStream Stream(OutsideWait wait)
    {
        Stream inner = wait switch
        {
            OutsideWait.ReadSynchronousStream =>
                new SynchronousStream { OnRead = (_, _, _) => _nothing.TryTake(out int none, -1) ? none : 0 },
            OutsideWait.ReadStreamThatIgnoresItsToken => new ScriptedStream { OnRead = (_, _) => new ValueTask<int>(_never) },
            _ => new ScriptedStream
            {
                OnRead = async (_, token) => await _never.WaitAsync(token),
                OnWrite = async (_, token) => await _never.WaitAsync(token),
                OnFlush = token => _never.WaitAsync(token),
            },
        };
        return new SuspendingStream(inner) { ReadTimeout = wait == OutsideWait.ReadStreamWithATimeLimit ? 3_600_000 : Timeout.Infinite };
    }

    public void Dispose()
    {
        _nothing.CompleteAdding();
        _elsewhere.Dispose();
        _unused.Dispose();
        if (_coroutine.Status == CoroutineStatus.Created)
        {
            _coroutine.Dispose();
        }
    }
}
