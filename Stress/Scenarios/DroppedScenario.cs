using System.Runtime.CompilerServices;

namespace Baton.Stress;

/// <summary>
/// Drops the handles of suspended coroutines and generators by the thousand, keeps a few, and has the garbage collector look.
/// </summary>
internal sealed class DroppedScenario : IScenario
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Name => "dropped";

    public string Description => "every coroutine dropped while suspended is unwound and counted, its thread comes back, and those " +
        "still held are unharmed";

    public int MaxThreads => 2500;

    public void Run(Iteration iteration)
    {
        int before = iteration.Pool.LiveThreads - iteration.Pool.IdleThreads;
        Crowd crowd = new(iteration);
        List<Coroutine<int>> kept = crowd.Gather();

        bool unwound = SpinWait.SpinUntil(crowd.CollectAndAsk, s_patience);
        bool back = SpinWait.SpinUntil(() => iteration.Pool.LiveThreads - iteration.Pool.IdleThreads == before + kept.Count, s_patience);

        iteration.Checks.That("all dropped were unwound", unwound, () => $"{crowd.Unwound} of {crowd.Dropped}");
        iteration.Checks.Held("a dropped coroutine was unwound", crowd.Unwound);
        iteration.Checks.That("all threads came back", back, () => $"{iteration.Pool.LiveThreads} live, {iteration.Pool.IdleThreads} " +
            $"idle, {kept.Count} kept");
        iteration.Checks.Equal("clean-up ran off the finalizer's thread and inside its coroutine", 0, crowd.Misplaced);
        foreach (Coroutine<int> coroutine in kept)
        {
            iteration.Checks.Equal("one that is held goes on", 2, coroutine.Resume());
            coroutine.Dispose();
        }

        iteration.Expected.AddDropped(crowd.Dropped);
        iteration.Expected.AddUnobserved(crowd.Faulty);
    }

    private sealed class Crowd(Iteration iteration)
    {
        private int _unwound;   // interlocked
        private int _misplaced; // interlocked

        internal int Dropped { get; private set; }

        /// <summary>Of the dropped, those whose clean-up throws with nobody left to receive it.</summary>
        internal int Faulty { get; private set; }

        internal int Unwound => Volatile.Read(ref _unwound);

        internal int Misplaced => Volatile.Read(ref _misplaced);

        /// <summary>
        /// Starts them all, and returns those that are kept. A method of its own, so that no stack frame holds the others.
        /// </summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        internal List<Coroutine<int>> Gather()
        {
            List<object> all = [];
            List<Coroutine<int>> kept = [];
            for (int left = iteration.Random.Next(50, 1500); left > 0; left--)
            {
                if (iteration.Random.Next(20) == 0)
                {
                    kept.Add(Keep());
                }
                else
                {
                    Dropped++;
                    all.Add(Drop());
                }
            }

            iteration.Checks.Equal("all are suspended at once", Dropped, all.Count);
            return kept;
        }

        internal bool CollectAndAsk()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Unwound >= Dropped;
        }

        private Coroutine<int> Keep()
        {
            Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                yielder.Suspend(1);
                yielder.Suspend(2);
                return 3;
            }, iteration.InPool);
            coroutine.Resume();
            return coroutine;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private object Drop()
        {
            bool faulty = iteration.Random.Next(10) == 0;
            Faulty += faulty ? 1 : 0;
            switch (iteration.Random.Next(4))
            {
                case 0:
                    Coroutine<int> oneWay = Coroutine.Create<int>(yielder => Body(yielder.Suspend, faulty), iteration.InPool);
                    oneWay.Resume();
                    return oneWay;
                case 1:
                    Coroutine<int, int> twoWay = Coroutine.Create<int, int>((yielder, _) => Body(v =>
                        yielder.Suspend(v), faulty), iteration.InPool);
                    twoWay.Resume(0);
                    return twoWay;
                case 2:
                    IEnumerator<int> items = Coroutine.Generate<int>(yielder => Body(yielder.Suspend, faulty), batch: 1, iteration.InPool)
                        .GetEnumerator();
                    items.MoveNext();
                    return items;
                default:
                    IAsyncEnumerator<int> asyncItems = Coroutine.GenerateAsync<int>(
                        yielder => Body(yielder.Suspend, faulty), batch: 1, iteration.InPool).GetAsyncEnumerator();
                    asyncItems.MoveNextAsync().AsTask().Wait();
                    return asyncItems;
            }
        }

        private int Body(Action<int> suspend, bool faulty)
        {
            int thread = Environment.CurrentManagedThreadId;
            try
            {
                suspend(1);
                return 1;
            }
            finally
            {
                CleanUp(thread, faulty);
            }
        }

        private void CleanUp(int thread, bool faulty)
        {
            Interlocked.Add(ref _misplaced, thread == Environment.CurrentManagedThreadId && Coroutine.IsInside ? 0 : 1);
            Interlocked.Increment(ref _unwound);
            if (faulty)
            {
                throw new ScenarioException(0);
            }
        }
    }
}
