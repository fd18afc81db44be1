#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>Semaphores.</summary>
internal static class SemaphoreModels
{
    // Each needs two permits, and there are two.
    internal static void TakeOneByOne(bool isRepaired)
    {
        SemaphoreSlim permits = new(2);
        SemaphoreSlim order = new(1);
        Say.RunAll(Work, Work);

        void Work()
        {
            if (isRepaired)
            {
                Say.Point();
                order.Wait();
            }

            Say.Point();
            permits.Wait();
            Say.Point();
            permits.Wait();
            if (isRepaired)
            {
                order.Release();
            }

            Say.Point();
            permits.Release(2);
        }
    }

    // The one that gives up releases what it never got.
    internal static void ReleaseTwice(bool isRepaired)
    {
        SemaphoreSlim permit = new(1);
        Cell inside = new(0);
        Say.RunAll(Use, Use, Try);

        void Use()
        {
            Say.Point();
            permit.Wait();
            Say.That(inside.Add(1) == 1, "two are inside");
            inside.Add(-1);
            permit.Release();
        }

        void Try()
        {
            Say.Point();
            bool isIn = permit.Wait(0);
            if (isIn)
            {
                Say.That(inside.Add(1) == 1, "two are inside");
                inside.Add(-1);
            }

            if (isIn || !isRepaired)
            {
                permit.Release();
            }
        }
    }

    // The one that is fast comes back, and takes the permit of the slow one.
    internal static void PassBarrierTwice(bool isRepaired)
    {
        SemaphoreSlim[] doors = [new(0), new(0)];
        Cell arrived = new(0);
        Say.RunAll(Go, Go);

        void Go()
        {
            Pass(doors[0]);
            Pass(doors[isRepaired ? 1 : 0]);
        }

        void Pass(SemaphoreSlim door)
        {
            if (arrived.Add(1) == 2)
            {
                arrived.Value = 0;
                door.Release(2);
            }

            Say.Point();
            door.Wait();
        }
    }
}
