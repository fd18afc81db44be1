using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>How a loop of the library's own gets a thread, and what becomes of it if none can be had.</summary>
/// <remarks>
/// <code>
/// a thread of its own is refused    the .NET pool    collections    the loop runs on        how often
/// never                             whatever         0              a thread of its own     once
/// once                              has no thread    0              a thread of its own     once
/// twice                             has no thread    1              a thread of its own     once
/// three times                       has no thread    1              a thread of its own     once
/// four times                        has no thread    2              a thread of its own     once
/// three times, and in the third     has no thread    1, and that    a thread of its own     once
/// the collection comes
/// always                            has one          0              the pool's              once
/// twice                             has one          1 and more     the pool's              once
/// </code>
/// <para>Refused is: by a lack of memory, by the system, by an interrupt.</para>
/// </remarks>
[TestClass]
[BesideOthers]
public sealed class HouseThreadTests
{
    private const string Name = "Of the test";

    [TestMethod]
    public void TryStart_AThreadCanBeHad_RunsOnABackgroundThreadOfThatName()
    {
        TaskCompletionSource<(string? Name, bool IsBackground, bool IsOfPool)> ran = new();

        Assert.IsTrue(HouseThread.TryStart(Name, () =>
        {
            Thread me = Thread.CurrentThread;
            ran.SetResult((me.Name, me.IsBackground, me.IsThreadPoolThread));
        }));

        Assert.AreEqual((Name, true, false), ran.Task.Result);
    }

    [TestMethod]
    [DataRow("memory")]
    [DataRow("system")]
    [DataRow("interrupt")]
    public async Task TryStart_Refused_RunsOnceWhereAThreadIsToBeHad(string refusal)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(StartWhereRefused), refusal);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int StartWhereRefused(string[] arguments)
    {
        RequireRun(arguments[0], refused: int.MaxValue, collections: 0, isPools: true);
        RequireRun(arguments[0], refused: 2, collections: 3, isPools: true);
        StarvedPool.Exhaust();
        RequireRun(arguments[0], refused: 0, collections: 0, isPools: false);
        RequireRun(arguments[0], refused: 1, collections: 0, isPools: false);
        RequireRun(arguments[0], refused: 2, collections: 1, isPools: false);
        RequireRun(arguments[0], refused: 3, collections: 1, isPools: false);
        RequireRun(arguments[0], refused: 4, collections: 2, isPools: false);
        RequireRun(arguments[0], refused: 4, collections: 4, isPools: false);
        RequireRun(arguments[0], refused: 3, collections: 1, isPools: false, collectsInRefusal: 3);
        return 0;
    }

    private static void RequireRun(string refusal, int refused, int collections, bool isPools, int collectsInRefusal = 0)
    {
        int asked = 0;
        int runs = 0;
        bool? wasPools = null;
        HouseThread.Starter = thread =>
        {
            if (thread.Name == Name && asked++ < refused)
            {
                if (asked == collectsInRefusal)
                {
                    GC.Collect(); // memory comes back, and no collection comes any more
                }

                throw Refusal(refusal);
            }

            thread.UnsafeStart();
        };
        Assert.IsTrue(HouseThread.TryStart(Name, () =>
        {
            wasPools = Thread.CurrentThread.IsThreadPoolThread;
            Interlocked.Increment(ref runs);
        }));
        if (isPools)
        {
            Eventually.True(() => Volatile.Read(ref runs) == 1, "the pool runs it");
        }

        for (int i = 0; i < collections; i++)
        {
            if (!isPools && i < Math.Min(collections, (refused / 2)))
            {
                Assert.AreEqual(0, Volatile.Read(ref runs), $"{refused} refusals, {i} collections");
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Eventually.True(() => Volatile.Read(ref runs) == 1, $"{refused} refusals, {collections} collections");
        LongEnough.For(20);
        Assert.AreEqual(1, runs);
        Assert.AreEqual(isPools, wasPools);
    }

#pragma warning disable CA2201 // it stands in for the runtime
    private static Exception Refusal(string why) => why switch
    {
        "memory" => new OutOfMemoryException(),
        "system" => (Exception)RuntimeHelpers.GetUninitializedObject(typeof(ThreadStartException)),
        _ => new ThreadInterruptedException(),
    };
#pragma warning restore CA2201
}
