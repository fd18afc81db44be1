using System.Diagnostics;

namespace Baton.Tests;

/// <summary>
/// What is the library's own from end to end goes on while the .NET thread pool is starved: each row of <see cref="StarvedCases"/>, in a
/// child process whose pool gives nothing any more.
/// </summary>
[TestClass]
[BesideOthers]
public sealed class StarvedTests
{
    /// <summary>Far more than any of it takes, and far less than the starvation lasts.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(4);

    private static readonly Lazy<Task<ChildProcess.Result>> s_exhausted = new(() => ChildProcess.RunAsync(nameof(RunExhausted)));
    private static readonly Lazy<Task<ChildProcess.Result>> s_flooded = new(() => ChildProcess.RunAsync(nameof(RunFlooded)));

    public static IEnumerable<object[]> Names => StarvedCases.All.Select(one => new object[] { one.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Pool_HasNoThreadToGive_GoesOn(string name) => AssertWentOn(name, await s_exhausted.Value);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Pool_IsFlooded_GoesOn(string name) => AssertWentOn(name, await s_flooded.Value);

    private static void AssertWentOn(string name, ChildProcess.Result result)
    {
        string line = result.Output.Split('\n').FirstOrDefault(line => line.StartsWith(
            name + ": ", StringComparison.Ordinal)) ?? "nothing was told of it";
        Assert.StartsWith($"{name}: went on", line.TrimEnd(), $"{line}\n{result.Errors}");
    }

    [ChildScenario]
    private static int RunExhausted(string[] names)
    {
        StarvedPool.Exhaust();
        return RunAll(names);
    }

    [ChildScenario]
    private static int RunFlooded(string[] names)
    {
        StarvedPool.Flood();
        return RunAll(names);
    }

    // names: those to run; none: all. To look at one by hand.
    private static int RunAll(string[] names)
    {
        foreach ((string name, Action run) in StarvedCases.All.Where(one => names.Length == 0 || names.Contains(one.Name)))
        {
            Exception? failure = null;
            long start = Stopwatch.GetTimestamp();
            Thread thread = new(() =>
            {
                try
                {
                    run();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            })
            { IsBackground = true };
            thread.Start();
            bool ended = thread.Join(s_limit);
            string what = !ended ? "hangs" : failure is null ? "went on" : failure.ToString().ReplaceLineEndings(" ");
            Console.WriteLine($"{name}: {what} ({Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms)");
        }

        return 0;
    }
}
