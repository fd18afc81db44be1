namespace Baton.Tests;

/// <summary>At no instant do two sides run: a plain counter and a plain "who runs" cell, checked at every step.</summary>
[TestClass]
public sealed class StrictBatonTests : CoroutineTest
{
    /// <summary>What every holder of the baton touches. Plain fields on purpose: only the handoff keeps them right.</summary>
    private sealed class Track
    {
        private int _runner = -1;
        private int _steps;

        internal int Steps => _steps;

        internal void Enter(int side)
        {
            Assert.AreEqual(-1, _runner, $"side {side} was given the baton while side {_runner} held it");
            _runner = side;
            _steps++;
        }

        internal void Leave(int side)
        {
            Assert.AreEqual(side, _runner, $"side {side} lost the baton to side {_runner}");
            _runner = -1;
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-1")]
    [DataRow(100_000, false)]
    [DataRow(8_000, true)]
    public void Resume_OneCoroutineManySteps_NeverBothSidesRun(int rounds, bool parking)
    {
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Track track = new();
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>((yielder, value) => Run(yielder, value, track, 1), InPool);

        for (int i = 0; i < rounds; i++)
        {
            track.Enter(0);
            track.Leave(0);
            Assert.AreEqual(i + 1, coroutine.Resume(i));
        }

        Assert.AreEqual(2 * rounds, track.Steps);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-1")]
    [DataRow(false)]
    [DataRow(true)]
    public void Resume_ManyCoroutinesInTurn_NeverTwoSidesRun(bool parking)
    {
        const int Rounds = 100;
        const int Count = 60;
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Track track = new();
        Coroutine<int, int>[] coroutines = [.. Enumerable.Range(1, Count)
            .Select(side => Coroutine.Create<int, int>((yielder, value) => Run(yielder, value, track, side), InPool))];

        for (int i = 0; i < Rounds * Count; i++)
        {
            track.Enter(0);
            track.Leave(0);
            Assert.AreEqual(i + 1, coroutines[i % Count].Resume(i));
        }

        Array.ForEach(coroutines, coroutine => coroutine.Dispose());

        Assert.AreEqual(2 * Rounds * Count, track.Steps);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-1")]
    public void Resume_ChainOfCoroutines_OnlyTheInnermostRuns()
    {
        const int Depth = 10;
        const int Rounds = 1000;
        Track track = new();
        Coroutine<int>[] chain = new Coroutine<int>[Depth];
        for (int i = 0; i < Depth; i++)
        {
            int side = i;
            chain[i] = Coroutine.Create<int>(
                yielder =>
                {
                    while (true)
                    {
                        track.Enter(side);
                        track.Leave(side);
                        yielder.Suspend(side == 0 ? 1 : chain[side - 1].Resume() + 1);
                        track.Enter(side);
                        track.Leave(side);
                    }
                },
                InPool);
        }

        for (int i = 0; i < Rounds; i++)
        {
            Assert.AreEqual(Depth, chain[^1].Resume());
        }

        foreach (Coroutine<int> coroutine in chain.Reverse())
        {
            coroutine.Dispose();
        }

        Assert.AreEqual((2 * Rounds * Depth) - Depth, track.Steps);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-1")]
    [DataRow(false)]
    [DataRow(true)]
    public void Resume_RacingThreads_EachStepHasExactlyOneWinner(bool parking)
    {
        const int Tries = 3000;
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Track track = new();
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>((yielder, value) => Run(yielder, value, track, 1), InPool);
        int won = 0;

        TestThread[] racers = [.. Enumerable.Range(0, 4).Select(_ => TestThread.Start(() =>
        {
            for (int i = 0; i < Tries; i++)
            {
                try
                {
                    Assert.AreEqual(i + 1, coroutine.Resume(i));
                    Interlocked.Increment(ref won);
                }
                catch (InvalidOperationException)
                {
                    Thread.Yield(); // another one was faster: refused, and nothing harmed
                }
            }
        }))];
        Array.ForEach(racers, racer => racer.Join());

        Assert.AreEqual(won, track.Steps);
        Assert.AreEqual(CoroutineStatus.Suspended, coroutine.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-1")]
    public void Resume_FromThreadToThread_PlainFieldsOfAllAreVisibleToTheNext()
    {
        const int Threads = 8;
        const int Rounds = 500;
        Track track = new();
        using Coroutine<int, int> coroutine = Coroutine.Create<int, int>((yielder, value) => Run(yielder, value, track, 1), InPool);
        Lane<int>[] ring = [.. Enumerable.Range(0, Threads).Select(_ => new Lane<int>())];
        SpinLease lease = new();

        TestThread[] threads = [.. Enumerable.Range(0, Threads).Select(index => TestThread.Start(() =>
        {
            SpinTuner tuner = default;
            for (int i = 0; i < Rounds; i++)
            {
                int value = ring[index].Take(lease, ref tuner);
                track.Enter(0);
                track.Leave(0);
                int next = coroutine.Resume(value);
                if (i < Rounds - 1 || index < Threads - 1)
                {
                    ring[(index + 1) % Threads].Pass(next);
                }
            }
        }))];
        ring[0].Pass(0);
        Array.ForEach(threads, thread => thread.Join());
        lease.Release();

        Assert.AreEqual(2 * Threads * Rounds, track.Steps);
    }

    private static int Run(Yielder<int, int> yielder, int value, Track track, int side)
    {
        while (true)
        {
            track.Enter(side);
            track.Leave(side);
            value = yielder.Suspend(value + 1);
        }
    }
}
