namespace Baton.Stress;

/// <summary>
/// At every hand-over either side is early or late by a random time, so that spinning, parking and the moment between them are
/// all met. A wake-up that gets lost leaves a side asleep for good, which the watchdog names.
/// </summary>
internal sealed class LostWakeupScenario : IScenario
{
    private const int Rivals = 2;

    public string Name => "lost-wakeup";

    public string Description => "resume, throw, suspend and dispose racing at each hand-over, spinning and parked: every wait ends, " +
        "every value arrives once";

    public void Run(Iteration iteration)
    {
        if (iteration.Random.Next(2) == 0)
        {
            RunPairs(iteration);
        }
        else
        {
            RunRivals(iteration);
        }
    }

    /// <summary>Several pairs at once, each in strict turns.</summary>
    private static void RunPairs(Iteration iteration)
    {
        int pairs = iteration.Random.Next(1, 6);
        Random[] bodies = [.. Enumerable.Range(0, pairs).Select(_ => iteration.Fork())];
        Random[] resumers = [.. Enumerable.Range(0, pairs).Select(_ => iteration.Fork())];
        iteration.Drivers.Run(pairs, number => RunPair(iteration, bodies[number], resumers[number]));
    }

    private static void RunPair(Iteration iteration, Random body, Random resumer)
    {
        Echo echo = new(body, iteration.InPool);
        int steps = resumer.Next(1, 60);
        for (int step = 1; step <= steps; step++)
        {
            resumer.Perturb();
            int answer = step > 1 && resumer.Next(8) == 0 ? echo.Coroutine.Throw(new ScenarioException(step)) : echo.Coroutine.Resume(step);
            if (answer != step)
            {
                iteration.Checks.Fail("each hand-over brings the next value", $"expected {step}, was {answer}");
            }
        }

        iteration.Checks.Held("each hand-over brings the next value", steps);
        echo.Coroutine.Dispose();
        iteration.Checks.Equal("disposed at the end", CoroutineStatus.Canceled, echo.Coroutine.Status);
        iteration.Checks.That("clean-up ran before Dispose returned", echo.CleanedUp);
    }

    /// <summary>One coroutine, and several threads that all resume it, throw into it and in the end dispose it.</summary>
    private static void RunRivals(Iteration iteration)
    {
        Echo echo = new(iteration.Fork(), iteration.InPool);
        echo.Coroutine.Resume(0);
        Random[] randoms = [.. Enumerable.Range(0, Rivals).Select(_ => iteration.Fork())];
        List<int>[] answers = [.. randoms.Select(_ => new List<int>())];
        int steps = iteration.Random.Next(10, 100);
        iteration.Drivers.Run(Rivals, number =>
        {
            while (TryStep(echo.Coroutine, randoms[number], out int answer))
            {
                if (answer > 0)
                {
                    answers[number].Add(answer);
                }

                if (answer >= steps)
                {
                    TryDispose(echo.Coroutine);
                }
            }
        });
        iteration.Checks.That(
            "each value arrives at exactly one of the rivals",
            answers.SelectMany(list => list).Order().SequenceEqual(Enumerable.Range(2, echo.Count - 1)),
            () => $"of {echo.Count}: {string.Join(" | ", answers.Select(list => string.Join(',', list)))}");
        iteration.Checks.That("the rivals ended it", echo.CleanedUp && echo.Coroutine.IsFinished, () => echo.Coroutine.Status.ToString());
    }

    /// <returns>False when it has ended; an answer of 0 when a rival was faster.</returns>
    private static bool TryStep(Coroutine<int, int> coroutine, Random random, out int answer)
    {
        answer = 0;
        random.Perturb();
        try
        {
            if (random.Next(4) > 0)
            {
                return coroutine.TryResume(0, out answer);
            }

            answer = coroutine.Throw(new ScenarioException(0));
            return true;
        }
        catch (InvalidOperationException)
        {
            return !coroutine.IsFinished;
        }
    }

    private static void TryDispose(Coroutine<int, int> coroutine)
    {
        try
        {
            coroutine.Dispose();
        }
        catch (InvalidOperationException)
        {
            // a rival was faster; the next value ends it
        }
    }

    /// <summary>A coroutine that answers with the number of the step, whether it was resumed or thrown into.</summary>
    private sealed class Echo
    {
        internal Echo(Random random, CoroutineOptions options) =>
            Coroutine = Baton.Coroutine.Create<int, int>((yielder, _) => Answer(yielder, random), options);

        internal Coroutine<int, int> Coroutine { get; }

        internal int Count { get; private set; }

        internal bool CleanedUp { get; private set; }

        private int Answer(Yielder<int, int> yielder, Random random)
        {
            try
            {
                while (true)
                {
                    random.Perturb();
                    try
                    {
                        yielder.Suspend(++Count);
                    }
                    catch (ScenarioException)
                    {
                        // a step like any other
                    }
                }
            }
            finally
            {
                random.Perturb();
                CleanedUp = true;
            }
        }
    }
}
