using Jint;

namespace Baton.Tests;

/// <summary>The code that the README shows for porting, between its marks.</summary>
internal static class PortingSamples
{
    internal static void PauseScript()
    {
        // sample: PauseScript
        CoroutineScheduler.Run(() =>
        {
            TaskCompletionSource<int> price = new();
            Frame<string> script = Coroutine.Async(() => new Engine()
                .SetValue("ask", (string question) =>
                {
                    Console.WriteLine($"the script asks for {question}");
                    return price.Task.Await(); // the whole interpreter waits here, in the middle of map
                })
                .Evaluate("['tea', 'milk'].map(what => what + ': ' + 2 * ask(what)).join(', ')")
                .ToString());

            Console.WriteLine("meanwhile others run");
            price.SetResult(21);
            Console.WriteLine(script.Await());
        });
        // end of sample
    }

    internal static void DriveLoops()
    {
        // sample: DriveLoops
        using TickLoops loops = new();
        loops.Add(wait => Light("red", 1, wait));
        loops.Add(wait => Light("green", 2, wait));

        for (int tick = 1; tick <= 3; tick++) // somebody else's loop, which calls back once a tick
        {
            Console.WriteLine($"tick {tick}");
            loops.Tick();
        }

        static void Light(string name, int turns, Action wait) // as it was written for a thread of its own
        {
            bool running = true;
            while (running)
            {
                Console.WriteLine($"  {name}");
                wait();
                running = --turns > 0;
            }

            Console.WriteLine($"  {name} is off");
        }
        // end of sample
    }
}

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
