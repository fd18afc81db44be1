using Jint;

namespace Baton.Tests;

/// <summary>The code that the porting page shows of scripts and loops, between its marks.</summary>
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
