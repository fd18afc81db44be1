namespace Baton.Tests.Itself;

/// <summary>Where a scheduler's baton rests: a holder, and threads that bring word.</summary>
internal static class ArrivalsPrograms
{
    /// <summary>A holder accepts and rests, two threads bring a word each. Whoever takes the baton up becomes the holder.</summary>
    internal static void RestAndBring() => new Room().Run(bringers: 2, words: 1, closes: false);

    /// <summary>As before, with three threads and two words of each.</summary>
    internal static void RestAndBringMore() => new Room().Run(bringers: 3, words: 2, closes: false);

    /// <summary>The holder closes as soon as nothing is left, so what comes later is refused.</summary>
    internal static void CloseAndBring() => new Room().Run(bringers: 2, words: 1, closes: true);

    private sealed class Room
    {
        private readonly Arrivals _arrivals = new(isHeld: true);
        private readonly List<int> _accepted = [];  // in the order of acceptance; the holder
        private int _holders = 1;   // threads that think they hold the baton; whichever strand has the turn
        private int _refused;       // words that came too late; whichever strand has the turn
        private bool _isClosed;     // is the room over? whichever strand has the turn

        internal void Run(int bringers, int words, bool closes)
        {
            (string, Action)[] strands = new (string, Action)[bringers + 1];
            strands[0] = ("holder", () => Hold(closes));
            for (int i = 1; i <= bringers; i++)
            {
                int first = i * 10;
                strands[i] = ($"bringer {i}", () => Bring(first, words, closes));
            }

            Strands.Run(strands);
            Require.That(_accepted.Count + _refused == bringers * words, $"{_accepted.Count} were accepted, and {_refused} refused");
            Require.That(_accepted.Distinct().Count() == _accepted.Count, "a word was accepted twice");
            Require.That(_refused == 0 || closes, "a word was refused");
            for (int i = 1; i <= bringers; i++)
            {
                IEnumerable<int> own = _accepted.Where(word => word / 10 == i);
                Require.That(own.SequenceEqual(own.Order()), "a later word of a thread was accepted first");
            }

            Require.That(_holders == 0 && (_isClosed || _arrivals.IsResting), "somebody has the baton");
        }

        private void Bring(int first, int words, bool closes)
        {
            for (int i = 0; i < words; i++)
            {
                Word word = new(this, first + i);
                switch (_arrivals.Leave(word))
                {
                    case Arrivals.Left.WithBaton:
                        Require.That(++_holders == 1, "two threads have the baton");
                        word.Accept(null!);
                        Hold(closes);
                        break;
                    case Arrivals.Left.Nothing:
                        Require.That(_isClosed, "a word was refused by a room that is open");
                        _refused++;
                        break;
                }
            }
        }

        private void Hold(bool closes)
        {
            while (true)
            {
                _arrivals.AcceptAll(null!);
                _holders--;
                if (closes ? _arrivals.TryClose() : _arrivals.TryRest())
                {
                    _isClosed |= closes;
                    return;
                }

                Require.That(++_holders == 1, "two threads have the baton");
            }
        }

        private sealed class Word(Room room, int number) : IArrival
        {
            public IArrival? Earlier { get; set; }

            public void Accept(SchedulerCore scheduler)
            {
                Require.That(room._holders == 1, "a word was accepted without the baton");
                room._accepted.Add(number);
            }

            public void Refuse(SchedulerCore scheduler) => Require.Fail("nobody refuses");
        }
    }
}
