namespace Baton.Stress;

/// <summary>A sequence whose body runs the inner steps between its items.</summary>
internal sealed class GeneratorStep(int number, IReadOnlyList<ProgramStep> inner, Random random) : ProgramStep(number, inner, random)
{
    private readonly int _batch = random.Next(3) == 0 ? random.Next(2, 5) : 1;
    private readonly int _items = random.Next(0, 9);
    private readonly int _taken = random.Next(0, 9);
    private readonly bool _asynchronous = random.Next(3) == 0;

    protected override void Act(Play play)
    {
        int most = play.Traits.Leaves ? _taken : int.MaxValue;
        int got = _asynchronous ? PullAsync(play, most) : Pull(play, most);
        play.Checks.That("a sequence gives all its items", got == Math.Min(_items, most), () => $"{got} of {_items}, {most} wanted");
    }

    private void Body(Play play, Yielder<int> yielder)
    {
        for (int item = 0; item < _items; item++)
        {
            if (item < Inner.Count)
            {
                RunInBody(play, item);
            }

            yielder.Suspend(item);
        }
    }

    // A body that runs ahead fails ahead, and a consumer that has left by then does not learn of it.
    private void RunInBody(Play play, int item)
    {
        if (_batch == 1)
        {
            RunInner(play, item);
            return;
        }

        try
        {
            RunInner(play, item);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            play.Saw(e);
        }
    }

    private int Pull(Play play, int most)
    {
        int got = 0;
        IEnumerator<int> items = Coroutine.Generate<int>(yielder => Body(play, yielder), _batch, play.InPool).GetEnumerator();
        play.Both(
            () =>
            {
                while (got < most && items.MoveNext())
                {
                    play.Checks.Equal("items come in order", got, items.Current);
                    got++;
                }
            },
            items.Dispose);
        return got;
    }

    private int PullAsync(Play play, int most)
    {
        int got = 0;
        IAsyncEnumerator<int> items =
            Coroutine.GenerateAsync<int>(yielder => Body(play, yielder), _batch, play.InPool).GetAsyncEnumerator(play.Token);
        play.Both(
            () =>
            {
                while (got < most && MoveNext(items))
                {
                    play.Checks.Equal("items come in order", got, items.Current);
                    got++;
                }
            },
            () => Play.Outlast(items.DisposeAsync().AsTask()));
        return got;
    }

    private static bool MoveNext(IAsyncEnumerator<int> items)
    {
        Task<bool> move = items.MoveNextAsync().AsTask();
        Play.Outlast(move);
        return move.Result;
    }
}
