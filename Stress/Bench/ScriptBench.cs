using Jint;

namespace Baton.Stress;

/// <summary>
/// What a waiting script takes in memory: suspended in the interpreter's middle, against the engine alone, and against the same script
/// rewritten with promises. So many of them that what the heap keeps from round to round does not show.
/// </summary>
internal static class ScriptBench
{
    private const int Scripts = 2000;
    private const string Plain = "function total(n) { return [n].map(x => x * ask('price of ' + x))[0]; } total(3)";
    private const string Promising =
        "async function total(n) { return (await Promise.all([n].map(async x => x * await ask('price of ' + x))))[0]; } total(3)";

    internal static IEnumerable<Comparison> All(Rounds rounds)
    {
        Suspended(0);
        AtRest(0);
        Promised(0);
        long ground = Resident();
        yield return rounds.Compare("a waiting script: resident memory", "its engine at rest", "KB", 3, () => Suspended(ground), () =>
            AtRest(ground));
        yield return rounds.Compare("a waiting script: resident memory", "with promises and await", "KB", 2, () =>
            Suspended(ground), () => Promised(ground));
    }

    private static double Suspended(long ground)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = Scripts });
        return CoroutineScheduler.Run(
            () =>
            {
                TaskCompletionSource<double> price = new();
                Frame<double>[] scripts = [.. Enumerable.Range(0, Scripts).Select(_ => Coroutine.Async(() =>
                    new Engine().SetValue("ask", (string _) => price.Task.Await()).Evaluate(Plain).AsNumber()))];
                double each = Each(ground);
                price.SetResult(2);
                Check(scripts.Select(script => script.Await()));
                return each;
            },
            new CoroutineSchedulerOptions { ThreadPool = pool });
    }

    private static double AtRest(long ground)
    {
        Engine[] engines = [.. Enumerable.Range(0, Scripts).Select(_ => new Engine().SetValue("ask", (string _) => 2.0))];
        Check(engines.Select(engine => engine.Evaluate(Plain).AsNumber()));
        double each = Each(ground);
        GC.KeepAlive(engines);
        return each;
    }

    private static double Promised(long ground)
    {
        TaskCompletionSource<double> price = new();
        Task<Jint.Native.JsValue>[] scripts = [.. Enumerable.Range(0, Scripts).Select(_ =>
            new Engine(options => options.ExperimentalFeatures = ExperimentalFeature.TaskInterop)
                .SetValue("ask", (string _) => price.Task).EvaluateAsync(Promising))];
        double each = Each(ground);
        price.SetResult(2);
        Check(scripts.Select(script => script.GetAwaiter().GetResult().AsNumber()));
        return each;
    }

    private static void Check(IEnumerable<double> results)
    {
        if (results.Any(result => result != 6))
        {
            throw new InvalidOperationException("A script gave a wrong result.");
        }
    }

    private static double Each(long ground) => (Resident() - ground) / 1e3 / Scripts;

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
    }
}
