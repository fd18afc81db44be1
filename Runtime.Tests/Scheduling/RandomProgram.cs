namespace Baton.Tests;

/// <summary>
/// A program of frames that a seed determines, up to what other threads do. Checks itself as it runs, and when it has ended.
/// </summary>
/// <remarks>
/// All fields are plain: one frame runs at a time, and if two ever do, they show it here. Each frame makes a tree of others, to a depth and
/// a number that keep it small; it awaits only frames that are older than itself or its own, and never its ancestors, so that nothing can
/// wait for itself.
/// </remarks>
internal sealed partial class RandomProgram(int seed, RandomProgram.Kinds kinds, CoroutineThreadPool pool, bool mayDeadlock)
{
    private const int MostFrames = 24;
    private const int MostDepth = 4;

    private readonly Random _random = new(seed);
    private readonly List<Node> _nodes = [];
    private readonly HashSet<Frame> _asked = []; // for their tasks, which have their failures from then on
    private Node? _running;     // who has the baton, as far as its code knows
    private int _steps;         // one after the other
    private string? _broken;    // the first rule that was seen broken: the exception itself may become a failure among others

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="AssertFailedException">It broke a rule.</exception>
    internal void Run()
    {
        Node main = new(0, 0, isScoped: false);
        _nodes.Add(main);
        List<Exception> cameOut = [];
        try
        {
            CoroutineScheduler.Run(() => Body(main), new CoroutineSchedulerOptions { ThreadPool = pool });
        }
        catch (AggregateException e)
        {
            cameOut.AddRange(e.InnerExceptions);
        }
        catch (Exception e)
        {
            cameOut.Add(e);
        }

        Check(cameOut);
    }

    private void Check(List<Exception> cameOut)
    {
        Assert.IsNull(_broken, _broken);
        foreach (Exception exception in cameOut)
        {
            Assert.IsTrue(
                exception is Failure || (exception is CoroutineDeadlockException && mayDeadlock) || exception is OperationCanceledException,
                $"came out of Run: {exception}");
            Observe(exception);
        }

        foreach (Exception? carried in _asked.Select(frame => frame.AsTask().Exception?.InnerException))
        {
            Observe(carried);
        }

        Assert.AreEqual(cameOut.Count, cameOut.Distinct().Count(), "a failure came out twice");
        foreach (Node node in _nodes)
        {
            Assert.AreEqual(node.Begun, node.Ended, $"function {node.Id}: begun and ended");
            Assert.IsLessThan(2, node.Begun, $"function {node.Id} ran twice");
            Assert.IsTrue(node.Id == 0 || node.Frame!.IsCompleted, $"function {node.Id} has not ended");
            Assert.IsTrue(node.Thrown is null or { IsObserved: true }, $"the failure of function {node.Id} is lost");
        }

        Assert.IsNull(_running);
    }

    private void Require(bool holds, string broken)
    {
        if (!holds)
        {
            _broken ??= broken;
        }
    }

    // What came out somewhere has been observed, and so has what is kept with it.
    private static void Observe(Exception? exception)
    {
        if (exception is null)
        {
            return;
        }

        if (exception is Failure failure)
        {
            failure.IsObserved = true;
        }

        foreach (Exception further in CoroutineScope.FurtherFailures(exception))
        {
            Observe(further);
        }
    }

    private void Body(Node me)
    {
        me.Begun++;
        Node? before = Enter(me);
        try
        {
            int steps = _random.Next(1, 7);
            for (int i = 0; i < steps; i++)
            {
                Step(me);
            }
        }
        catch (OperationCanceledException passing) when (_random.Next(4) == 0)
        {
            Enter(me); // swallowed
            Observe(passing);
        }
        catch (Failure passing) when (!ReferenceEquals(passing, me.Thrown) && _random.Next(3) == 0)
        {
            Enter(me);
            Observe(passing);
        }
        finally
        {
            _running = me; // an exception has come from a suspension
            if (_random.Next(5) == 0)
            {
                CleanUp(me);
            }

            Leave(me, before);
        }
    }

    private void Leave(Node me, Node? before)
    {
        Require(_running == me, $"function {me.Id} ends, and another runs");
        me.Ended++;
        _running = before is { Ended: 0 } ? before : null;
    }

    private void CleanUp(Node me)
    {
        try
        {
            Suspend(me, Coroutine.Yield);
        }
        catch (OperationCanceledException)
        {
            _running = me;
        }
    }

    private Node? Enter(Node me)
    {
        Node? before = _running;
        _running = me;
        return before;
    }

    // Around what may let others run: nobody runs in between, as far as this frame knows, and when it is back nobody else does.
    private void Suspend(Node me, Action suspension)
    {
        Require(_running == me, $"function {me.Id} suspends, and another runs");
        _running = null;
        try
        {
            suspension();
        }
        finally
        {
            Require(_running is null, $"function {me.Id} goes on while function {_running?.Id} runs");
            _running = me;
        }
    }

    private void Step(Node me)
    {
        int step = ++_steps;
        switch (_random.Next(12))
        {
            case 0 or 1:
                Suspend(me, Coroutine.Yield);
                break;
            case 2 or 3 or 4:
                Start(me, scope: null);
                break;
            case 5:
                AwaitOne(me);
                break;
            case 6:
                Suspend(me, () => Task.Run(() => { }).Await());
                break;
            case 7 when kinds.HasFlag(Kinds.Failures) && me.Thrown is null && _random.Next(2) == 0:
                me.Thrown = new Failure(me.Id);
                throw me.Thrown;
            case 8 when kinds.HasFlag(Kinds.Cancellations) && _nodes.Count > 1:
                Cancel();
                break;
            case 9 when kinds.HasFlag(Kinds.Scopes):
                Scope(me);
                break;
            case 10 when kinds.HasFlag(Kinds.Generators):
                Pull(me);
                break;
            case 11:
                Suspend(me, () => Coroutine.Delay(TimeSpan.FromTicks(step % 3)));
                break;
            default:
                break;
        }
    }

    private void Start(Node me, CoroutineScope? scope)
    {
        if (_nodes.Count == MostFrames || me.Depth == MostDepth)
        {
            return;
        }

        Node child = new(_nodes.Count, me.Depth + 1, scope is not null);
        _nodes.Add(child);
        Suspend(me, () => child.Frame = scope is null ? Coroutine.Async(() => Body(child)) : scope.Async(() => Body(child)));
        me.Children.Add(child);
    }

    private void AwaitOne(Node me)
    {
        if (me.Children.Count > 0)
        {
            Frame awaited = me.Children[_random.Next(me.Children.Count)].Frame!;
            if (_random.Next(2) == 0)
            {
                _asked.Add(awaited);
                Suspend(me, () => awaited.AsTask().Await());
            }
            else
            {
                Suspend(me, awaited.Await);
            }
        }
    }

    private void Cancel()
    {
        Node victim = _nodes[_random.Next(1, _nodes.Count)];
        victim.IsCanceled = true;
        victim.Frame?.Cancel();
    }

    private void Scope(Node me)
    {
        List<Node> scoped = [];
        try
        {
            Suspend(me, () => CoroutineScope.Run(scope =>
            {
                Enter(me);
                try
                {
                    int count = _random.Next(1, 4);
                    for (int i = 0; i < count; i++)
                    {
                        int known = me.Children.Count;
                        Start(me, scope);
                        scoped.AddRange(me.Children.Skip(known));
                        if (kinds.HasFlag(Kinds.Cancellations) && _random.Next(8) == 0)
                        {
                            scope.Cancel();
                        }

                        Step(me);
                    }
                }
                finally
                {
                    _running = null;
                }
            }));
        }
        catch (OperationCanceledException passing) when (_random.Next(2) == 0)
        {
            Observe(passing); // the scope's own, or this frame's
        }
        catch (Failure failure) when (_random.Next(2) == 0)
        {
            Observe(failure);
        }
        finally
        {
            Require(scoped.TrueForAll(node => node.Frame!.IsCompleted), "a scope has ended before its functions");
        }
    }

    private void Pull(Node me)
    {
        int items = _random.Next(1, 4);
        bool leavesEarly = _random.Next(3) == 0;
        Suspend(me, () =>
        {
            foreach (int item in Coroutine.Generate<int>(
                         y =>
                         {
                             Enter(me);
                             try
                             {
                                 for (int i = 0; i < items; i++)
                                 {
                                     Step(me);
                                     _running = null;
                                     y.Suspend(i);
                                     Enter(me);
                                 }
                             }
                             finally
                             {
                                 _running = null;
                             }
                         },
                         options: new CoroutineOptions { ThreadPool = pool }))
            {
                if (leavesEarly)
                {
                    break;
                }
            }
        });
    }
}
