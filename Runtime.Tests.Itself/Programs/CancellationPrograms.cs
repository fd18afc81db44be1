namespace Baton.Tests.Itself;

/// <summary>The word of one cancellation: those who ask, the holder who accepts, and the thread that is told.</summary>
internal static class CancellationPrograms
{
    /// <summary>Two threads ask, and one of them brings the word; the frame's thread looks twice.</summary>
    internal static void AskAndTell()
    {
        Table table = new();
        Strands.Run(("asker 1", table.Ask), ("asker 2", table.Ask), ("own thread", () => table.Tell(2)));
        table.End();
    }

    /// <summary>As before, while the scheduler is disposed.</summary>
    internal static void AskAndDoom()
    {
        Table table = new();
        Strands.Run(("asker", table.Ask), ("own thread", () => table.Tell(2)), ("holder", table.Doom));
        Require.That(table.State == CancellationState.Doomed, "what is doomed stays so");
        table.End();
    }

    /// <summary>A wider cancellation comes from the holder, while another asks and the thread takes one back that nobody saw.</summary>
    internal static void WidenAndUntell()
    {
        Table table = new();
        Strands.Run(("asker", table.Ask), ("own thread", table.TellAndUntell), ("holder", table.Widen));
        Require.That(table.State is CancellationState.Pending or CancellationState.Asked, $"nobody would be told: {table.State}");
    }

    private sealed class Table
    {
        private readonly HashSet<int> _asked = [];
        private readonly HashSet<int> _told = [];
        private CancellationWord _word;

        internal CancellationState State => _word.State;

        internal void Ask()
        {
            if (_word.TryAsk(out int round))
            {
                Require.That(_asked.Add(round), $"two have asked with number {round}");
                _word.TryAccept(round);
            }
        }

        internal void Tell(int times)
        {
            for (int i = 0; i < times; i++)
            {
                if (_word.IsToBeTold && _word.TryTell(out int round))
                {
                    Require.That(_told.Add(round), $"number {round} was told twice");
                }
            }
        }

        internal void TellAndUntell()
        {
            _word.TryTell(out _);
            _word.Untell();
        }

        internal void Widen() => _word.TryAccept();

        internal void Doom() => _word.Doom();

        // Whoever was not told yet would be, at the next point.
        internal void End()
        {
            Tell(1);
            Require.That(_told.All(_asked.Contains) || _word.State == CancellationState.Doomed, "one was told of what nobody asked");
            Require.That(_word.State != CancellationState.Asked, "a word has not arrived");
            bool isTold = _asked.Count == 0 || _told.Contains(_asked.Max());
            Require.That(isTold || _word.State == CancellationState.Doomed, "the last cancellation was lost");
        }
    }
}
