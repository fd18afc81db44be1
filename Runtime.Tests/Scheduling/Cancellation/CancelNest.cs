#pragma warning disable CA2016 // which layer gets which token is what is tested

using System.Diagnostics.CodeAnalysis;

namespace Baton.Tests;

/// <summary>
/// Layers, one in the other. A token that the outermost was given fires while the innermost code waits. The code is told once: clean-up of
/// each layer, inside and around, may wait.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A layer that was left may still use the sources.")]
internal sealed class CancelNest(
    CoroutineThreadPool pool, IReadOnlyList<(CancelLayer Layer, CancelNest.Token Given)> layers, CancelNest.Work work)
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenSource _own = new();
    private readonly CoroutineQueue<int> _queue = new(1);
    private readonly List<string> _faults = [];

    /// <summary>The token that a layer is given.</summary>
    internal enum Token
    {
        Outermost,
        None,
        Own,
        Here,
    }

    /// <summary>What the innermost code does until the token has fired.</summary>
    internal enum Work
    {
        Wait,
        WaitWithToken,
        WaitWithTokenHere,
        Dequeue,
        Poll,
    }

    /// <summary>What was wrong. Empty: nothing.</summary>
    internal string Run(bool inFrame)
    {
        Exception? thrown = null;
        if (inFrame)
        {
            CoroutineScheduler.Run(() => thrown = Try());
        }
        else
        {
            thrown = Try();
        }

        lock (_faults)
        {
            if (thrown is not OperationCanceledException canceled)
            {
                _faults.Add($"{Name}: out came {thrown?.ToString() ?? "nothing"}");
            }
            else if (layers.Count == 2 && canceled.CancellationToken != _source.Token)
            {
                _faults.Add($"{Name}: the exception names another token");
            }

            return string.Join(Environment.NewLine, _faults);
        }
    }

    private string Name => string.Join(" > ", layers.Select(one => $"{one.Layer}({one.Given})")) + " > " + work;

    private Exception? Try()
    {
        try
        {
            Enter(0);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            _gate.TrySetResult(); // for layers that were left while their code goes on
            _queue.Complete();
        }
    }

    private void Enter(int depth)
    {
        if (depth == layers.Count)
        {
            DoWork();
            return;
        }

        try
        {
            Call(layers[depth].Layer, () => Guarded($"in layer {depth}", () => Enter(depth + 1)), TokenOf(layers[depth].Given));
        }
        finally
        {
            CleanUp($"around layer {depth}");
        }
    }

    private CancellationToken TokenOf(Token given) => given switch
    {
        Token.Outermost => _source.Token,
        Token.Own => _own.Token,
        Token.Here => Coroutine.CancellationToken,
        _ => CancellationToken.None,
    };

    private void Guarded(string where, Action inner)
    {
        try
        {
            inner();
        }
        finally
        {
            CleanUp(where);
        }
    }

    private void CleanUp(string where)
    {
        for (int i = 0; i < 2; i++)
        {
            try
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            }
            catch (OperationCanceledException e)
            {
                lock (_faults)
                {
                    _faults.Add($"{Name}: clean-up {where} was cut: {e}");
                }
            }
        }
    }

    private void DoWork()
    {
        _source.CancelAfter(TimeSpan.FromMilliseconds(2));
        switch (work)
        {
            case Work.Wait:
                _gate.Task.Await();
                break;
            case Work.WaitWithToken:
                Coroutine.Delay(TimeSpan.FromMinutes(1), _source.Token);
                break;
            case Work.WaitWithTokenHere:
                _ = _queue.DequeueAll(Coroutine.CancellationToken).Count();
                break;
            case Work.Dequeue:
                _ = _queue.DequeueAll().Count();
                break;
            default:
                _source.Token.WaitHandle.WaitOne();
                _source.Token.ThrowIfCancellationRequested();
                break;
        }
    }

    private void Call(CancelLayer layer, Action inner, CancellationToken token)
    {
        switch (layer)
        {
            case CancelLayer.Block:
                Coroutine.WithCancellation(token, inner);
                break;
            case CancelLayer.Limit:
                Coroutine.WithTimeout(TimeSpan.FromHours(1), inner);
                break;
            case CancelLayer.Scope:
                CoroutineScope.Run(_ => inner(), token);
                break;
            case CancelLayer.Function:
                CoroutineScope.Run(scope => scope.Async(inner, "function", token).Await());
                break;
            case CancelLayer.Run:
                CoroutineScheduler.Run(inner, token);
                break;
            case CancelLayer.RunAsync:
                CoroutineScheduler.RunAsync(inner, token).Await();
                break;
            case CancelLayer.AsyncGenerator:
                Assert.AreEqual(1, Coroutine.GenerateAsync<int>(y => Yield(y, inner)).AwaitEach(token).Count());
                break;
            case CancelLayer.Generator:
                Assert.AreEqual(1, Coroutine.Generate<int>(y => Yield(y, inner)).Count());
                break;
            case CancelLayer.Bridge:
                SyncBridge.RunAsync(Stream.Null, _ => inner(), token).Await();
                break;
            case CancelLayer.PoolWork:
                pool.Run(inner, token).Await();
                break;
            case CancelLayer.Frame:
                Coroutine.Async(inner).Await();
                break;
            default:
                using (Coroutine<int> coroutine = Coroutine.Create<int>(y => Last(y, inner)))
                {
                    coroutine.Resume();
                }

                break;
        }
    }

    private static void Yield(Yielder<int> yielder, Action inner)
    {
        inner();
        yielder.Suspend(1);
    }

    private static int Last(Yielder<int> yielder, Action inner)
    {
        Yield(yielder, inner);
        return 2;
    }
}
