using System.Globalization;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

[TestClass]
[BesideOthers]
public sealed class StackMemoryTests
{
    [TestMethod]
    public async Task Idle_ThreadsHaveEndedDeep_TheirStacksAreGivenBackAndCanBeUsedAgain()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Linux only");
        }

        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(EndDeep));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int EndDeep(string[] _)
    {
        const int Threads = 16;
        const long Touched = Threads * 6L * 1024 * 1024;
        CoroutineThreadPoolOptions options = new() { MinThreads = Threads, MaxThreads = Threads, StackSize = 8 << 20 };
        using CoroutineThreadPool pool = new(options);
        for (int round = 0; round < 2; round++)
        {
            long before = Resident();
            long deep = 0;
            using Barrier barrier = new(Threads, _ => deep = Resident());
            Task[] work = [.. Enumerable.Range(0, Threads).Select(_ => pool.Run(() =>
            {
                Assert.AreEqual(6 * 1024, Descend(6 * 1024));
                barrier.SignalAndWait();
            }))];
            Assert.IsTrue(Task.WaitAll(work, TimeSpan.FromSeconds(30)));
            Console.WriteLine($"{before >> 20} MB before, {deep >> 20} MB deep");
            if (deep - before < Touched / 2)
            {
                return 1;
            }

            Eventually.True(() => Resident() - before < Touched / 4, "the memory is given back");
        }

        return 0;
    }

    // Each call touches a kilobyte of stack.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static int Descend(int depth)
    {
        Span<byte> used = stackalloc byte[1024];
        used.Fill(1);
        return depth == 0 ? 0 : Descend(depth - 1) + used[depth % used.Length];
    }

    private static long Resident() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
