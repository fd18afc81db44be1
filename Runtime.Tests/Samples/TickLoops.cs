namespace Baton.Tests;

// sample: TickLoops
internal sealed class TickLoops : IDisposable
{
    private readonly List<Coroutine<bool>> _loops = []; // each has its turn in this order

    internal Coroutine<bool> Add(Action<Action> loop)
    {
        Coroutine<bool> added = Coroutine.Create<bool>(yielder =>
        {
            loop(() => yielder.Suspend(true)); // its wait: goes on at the next tick
            return false;
        });
        _loops.Add(added);
        return added;
    }

    internal void Remove(Coroutine<bool> loop)
    {
        _loops.Remove(loop);
        if (loop.Status is CoroutineStatus.Created or CoroutineStatus.Suspended) // otherwise it removes itself, and still runs
        {
            loop.Dispose();
        }
    }

    internal void Tick() => InTurn(loop => loop.Resume());

    public void Dispose() => InTurn(Remove);

    private void InTurn(Action<Coroutine<bool>> turn)
    {
        List<Exception> failures = [];
        foreach (Coroutine<bool> loop in _loops.ToArray().Where(_loops.Contains)) // one that is added now begins at the next tick
        {
            try
            {
                turn(loop);
                if (!_loops.Contains(loop))
                {
                    loop.Dispose(); // it has removed itself
                }
            }
            catch (Exception e)
            {
                failures.Add(e); // the others have their turn all the same
            }

            if (loop.IsFinished)
            {
                _loops.Remove(loop);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
// end of sample
