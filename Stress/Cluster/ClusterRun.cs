using System.Diagnostics;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>
/// Loads a cluster with blocking calls, kills a silo and stops another meanwhile, and accounts for each call: see <see cref="Judge"/>.
/// </summary>
internal sealed class ClusterRun(ClusterPlan plan, IAnsiConsole console)
{
    private const int Concurrency = 400;
    private const int LongCalls = 24;
    private const long FirstLongCall = 10_000_000;
    private const int Endless = 3_600_000;

    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromSeconds(5);
    private static readonly WorkKind[] s_kinds = [WorkKind.Result, WorkKind.Sleep, WorkKind.Lock, WorkKind.Xml, WorkKind.Script];

    private readonly Random _random = WorkloadSeed.For(plan.Seed, "cluster", 0);
    private readonly Dictionary<SiloProcess, Heartbeat> _hearts = [];
    private bool _isHeld = true; // Check

    /// <summary>Runs it.</summary>
    /// <returns>Has all held?</returns>
    internal async Task<bool> RunAsync()
    {
        RedisServer? redis = plan.Redis ? await RedisServer.StartAsync().ConfigureAwait(false) : null;
        console.WriteLine($"{plan.Silos} silos start, each a process; {(plan.Redis ? "Redis" : "the first")} keeps the table of members.");
        long begin = Stopwatch.GetTimestamp();
        await using SiloCluster cluster = await SiloCluster.StartAsync(
            plan.Silos, plan.Threads, s_responseTimeout, redis).ConfigureAwait(false);
        console.WriteLine($"They are up after {Stopwatch.GetElapsedTime(begin).TotalSeconds:N1} s. {plan.Calls:N0} calls block for " +
            $"{plan.Milliseconds} ms each, {Concurrency} at a time, seed {plan.Seed}.");
        foreach (SiloProcess silo in cluster.Silos)
        {
            _hearts.Add(silo, await Heartbeat.StartAsync(cluster, silo).ConfigureAwait(false));
        }

        int[] victims = [.. Enumerable.Range(plan.Redis ? 0 : 1, plan.Silos - (plan.Redis ? 0 : 1))];
        _random.Shuffle(victims);
        CallBook book = new(cluster.Client);
        begin = Stopwatch.GetTimestamp();
        Task load = LoadAsync(book);
        await WhileAsync(load, () => book.Answered < plan.Calls / 3, book).ConfigureAwait(false);
        await KillAsync(cluster.Silos[victims[0]], book).ConfigureAwait(false);
        await WhileAsync(load, () => book.Answered < plan.Calls * 2 / 3, book).ConfigureAwait(false);
        Task longCalls = await StopAsync(cluster, cluster.Silos[victims[1]], book).ConfigureAwait(false);
        Task all = Task.WhenAll(load, longCalls);
        await WhileAsync(all, static () => true, book).ConfigureAwait(false);
        await all.ConfigureAwait(false);
        TimeSpan took = Stopwatch.GetElapsedTime(begin);
        await cluster.Silos[victims[1]].WhenExitedAsync().ConfigureAwait(false);
        foreach (Heartbeat heart in _hearts.Values)
        {
            await heart.DisposeAsync().ConfigureAwait(false);
        }

        console.WriteLine($"All calls are over after {took.TotalSeconds:N1} s.");
        Show(cluster);
        Judge(book, cluster, cluster.Silos[victims[1]]);
        return _isHeld;
    }

    private async Task LoadAsync(CallBook book)
    {
        WorkKind[] kinds = [.. Enumerable.Range(0, plan.Calls).Select(_ => s_kinds[_random.Next(s_kinds.Length)])];
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            for (int id = Interlocked.Increment(ref next); id < plan.Calls; id = Interlocked.Increment(ref next))
            {
                await book.CallAsync(id, kinds[id], plan.Milliseconds, plan.Milliseconds).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
    }

    // Progress, a line a second, while the work goes on.
    private async Task WhileAsync(Task work, Func<bool> goesOn, CallBook book)
    {
        long shown = Stopwatch.GetTimestamp();
        while (!work.IsCompleted && goesOn())
        {
            await Task.WhenAny(work, Task.Delay(20)).ConfigureAwait(false);
            if (Stopwatch.GetElapsedTime(shown) >= TimeSpan.FromSeconds(1))
            {
                shown = Stopwatch.GetTimestamp();
                console.WriteLine($"  {book.Answered:N0} calls are answered.");
            }
        }
    }

    private async Task KillAsync(SiloProcess silo, CallBook book)
    {
        console.WriteLine($"  {book.Answered:N0} calls are answered: silo {silo.Number} is killed, {Running(silo)} bodies run there.");
        silo.Kill();
        await _hearts[silo].DisposeAsync().ConfigureAwait(false);
    }

    // Bodies that would wait for an hour are there when the silo is to stop: it has to cancel them.
    private async Task<Task> StopAsync(SiloCluster cluster, SiloProcess silo, CallBook book)
    {
        List<Task> calls = [];
        long key = FirstLongCall;
        for (int i = 0; i < LongCalls; i++)
        {
            IWorkGrain grain = await cluster.FindGrainAsync(silo, key).ConfigureAwait(false);
            key = grain.GetPrimaryKeyLong() + 1;
            calls.Add(book.CallAsync(key - 1, WorkKind.Awaited, Endless, plan.Milliseconds));
        }

        long begin = Stopwatch.GetTimestamp();
        while (silo.Begun.Keys.Count(static body => body.Id >= FirstLongCall) < LongCalls &&
            Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(2))
        {
            await Task.Delay(10).ConfigureAwait(false);
        }

        console.WriteLine(
            $"  {book.Answered:N0} calls are answered: silo {silo.Number} is to stop, {Running(silo)} bodies run there, {LongCalls} for " +
            "long.");
        silo.Stop();
        await _hearts[silo].DisposeAsync().ConfigureAwait(false);
        return Task.WhenAll(calls);
    }

    private static int Running(SiloProcess silo) => silo.Begun.Count - silo.Over.Count;

    private void Show(SiloCluster cluster)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])
            ["silo", "fate", "bodies", "to the end", "unwound", "Baton threads", ".NET pool threads", "heartbeat p50 ms", "max ms",
                "warnings"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (SiloProcess silo in cluster.Silos)
        {
            Heartbeat heart = _hearts[silo];
            table.AddRow(
                $"{silo.Number}", silo.Fate, $"{silo.Begun.Count:N0}", $"{silo.Over.Values.Count(static whole => whole):N0}",
                $"{silo.Over.Values.Count(static whole => !whole):N0}", $"{silo.BatonThreads}", $"{silo.PoolThreads}",
                $"{heart.Median.TotalMilliseconds:N0}", $"{heart.Longest.TotalMilliseconds:N0}", $"{silo.Warnings}");
        }

        console.Write(table);
    }

    private void Judge(CallBook book, SiloCluster cluster, SiloProcess stopped)
    {
        KeyValuePair<long, CallRecord>[] calls = [.. book.Calls];
        CallRecord[] records = [.. calls.Select(static call => call.Value)];
        int expected = plan.Calls + LongCalls;
        Check(calls.Count(static call => call.Value.Answer == (2 * call.Key) + 1) == expected,
            $"{expected:N0} calls were answered right, each once: {records.Count(static call => call.Attempts == 1):N0} at the first " +
            "attempt");
        Exception? failure = records.FirstOrDefault(static call => call.Failure is not null)?.Failure;
        Check(failure is null, failure is null ? "no call failed otherwise" : $"a call failed otherwise: {failure}");
        Check(records.All(static call => call.Attempts == call.Refused + call.Unknown + 1),
            $"the others were refused and retried, {records.Sum(static call => call.Refused):N0} times, or had no answer in time and " +
            $"were retried, {records.Sum(static call => call.Unknown):N0} times: whether those ran is not known");
        Dictionary<(long Id, int Attempt), int> begun = cluster.Silos.SelectMany(static silo => silo.Begun)
            .GroupBy(static body => body.Key, static body => body.Value).ToDictionary(static body => body.Key, static body => body.Sum());
        Check(begun.Values.All(static times => times == 1), $"no attempt ran twice: {begun.Count:N0} bodies began");
        Check(begun.Keys.All(body => body.Attempt <= book.Calls[body.Id].Attempts), "none ran that no caller made");
        Check(stopped.Begun.Keys.All(stopped.Over.ContainsKey) && stopped.ExitCode == 0,
            $"every finally ran on the silo that was stopped, {stopped.Over.Values.Count(static whole => !whole)} for a cancellation, " +
            "and it ended well");
        int most = Environment.ProcessorCount + 8;
        Check(cluster.Silos.All(silo => silo.PoolThreads <= most), $"no silo had more than {most} .NET pool threads");
    }

    private void Check(bool isHeld, string what)
    {
        console.WriteLine($"{(isHeld ? "ok:    " : "FAILED:")} {what}");
        _isHeld &= isHeld;
    }
}
