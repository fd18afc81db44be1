#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>Locks, and what goes wrong without.</summary>
internal static class LockModels
{
    internal static void Ring(bool isRepaired)
    {
        object[] forks = [new(), new(), new()];
        Say.RunAll(() => Eat(0, 1), () => Eat(1, 2), () => Eat(isRepaired ? 0 : 2, isRepaired ? 2 : 0));

        void Eat(int first, int second)
        {
            Say.Point();
            lock (forks[first])
            {
                Say.Point();
                lock (forks[second])
                {
                }
            }
        }
    }

    // Each account has a lock. Who adds up needs both.
    internal static void Audit(bool isRepaired)
    {
        object first = new();
        object second = new();
        (int First, int Second) money = (10, 0);
        Say.RunAll(Move, Count);

        void Move()
        {
            Say.Point();
            lock (first)
            {
                money.First -= 5;
                if (isRepaired)
                {
                    Say.Point();
                    lock (second)
                    {
                        money.Second += 5;
                    }
                }
            }

            Say.Point();
            lock (second)
            {
                money.Second += isRepaired ? 0 : 5;
            }
        }

        void Count()
        {
            Say.Point();
            lock (first)
            {
                Say.Point();
                lock (second)
                {
                    Say.That(money.First + money.Second == 10, "money is missing");
                }
            }
        }
    }

    // A writer that has seen no reader goes in. So must the look and the step inside be one.
    internal static void OverlookReader(bool isRepaired)
    {
        Cell state = new(0); // readers; −1: a writer
        Cell content = new(0);
        Say.RunAll(Read, Write);

        void Read()
        {
            if (!state.TryExchange(0, 1))
            {
                return;
            }

            int one = content.Value;
            Say.That(one == content.Value, "written while it is read");
            state.Add(-1);
        }

        void Write()
        {
            bool isIn;
            if (isRepaired)
            {
                isIn = state.TryExchange(0, -1);
            }
            else
            {
                isIn = state.Value == 0;
                state.Value = isIn ? -1 : state.Value;
            }

            if (isIn)
            {
                content.Value = 1;
                state.Value = 0;
            }
        }
    }

    // The handler is there at the look, and gone at the call.
    internal static void CallNobody(bool isRepaired)
    {
        Cell handler = new(1);
        Say.RunAll(() => handler.Value = 0, Raise);

        void Raise()
        {
            int seen = handler.Value;
            if (seen != 0)
            {
                Say.That((isRepaired ? seen : handler.Value) != 0, "calls nobody");
            }
        }
    }

    // The fault needs both strands to go on by turns, twice.
    internal static void FourSteps(bool isRepaired)
    {
        Cell turn = new(0);
        Say.RunAll(() => Go(0, 2), () => Go(1, 3));
        Say.That(turn.Value != 4, "all four in turn");

        void Go(int first, int second)
        {
            if (turn.TryExchange(first, first + 1))
            {
                turn.TryExchange(second, isRepaired ? first : second + 1);
            }
        }
    }

    // A writer makes the version odd while it writes. A reader that does not look at it again gets half.
    internal static void TearPair(bool isRepaired)
    {
        Cell version = new(0);
        Cell left = new(0);
        Cell right = new(0);
        Say.RunAll(Write, Read);

        void Write()
        {
            version.Add(1);
            left.Value = 1;
            right.Value = 1;
            version.Add(1);
        }

        void Read()
        {
            int before = version.Value;
            (int one, int other) = (left.Value, right.Value);
            bool isWhole = before % 2 == 0 && (!isRepaired || before == version.Value);
            Say.That(!isWhole || one == other, "half of a pair");
        }
    }
}
