namespace Baton.Stress;

/// <summary>What a <see cref="DrawnParser"/> gave, and how it ended: run whole, or pushed in pieces.</summary>
/// <typeparam name="TInput">Bytes or characters.</typeparam>
internal sealed class PushRun<TInput>
    where TInput : struct, IEquatable<TInput>
{
    private readonly List<string> _items = [];
    private Exception? _failure;
    private bool _isLeft; // disposed in the middle

    internal static PushRun<TInput> Whole(Action<Action<string>> parse)
    {
        PushRun<TInput> run = new();
        run.Try(() => parse(run._items.Add));
        return run;
    }

    internal static PushRun<TInput> InPieces(TInput[] input, Exception? end, PushParser<TInput, string> parser, Random random,
        Checks checks)
    {
        PushRun<TInput> run = new();
        bool leaves = random.Next(4) == 0;
        run.Try(() =>
        {
            int pushed = 0;
            int most = random.Next(4) == 0 ? 2 : 300;
            while (!parser.IsFinished && pushed < input.Length)
            {
                TInput[] piece = input[pushed..Math.Min(input.Length, pushed + random.Next(most))];
                parser.Push(piece);
                pushed += piece.Length;
                while (parser.TryRead(out string? item))
                {
                    run._items.Add(item);
                    CheckUnread(parser, piece, checks);
                    if (leaves && random.Next(30) == 0)
                    {
                        run._isLeft = true;
                        return;
                    }
                }

                Array.Clear(piece); // it is used up
            }

            parser.Complete(end);
            run._items.AddRange(parser.ReadAll());
            checks.That("at the end of its input a parser is done", parser.IsFinished);
        });
        run.Try(parser.Dispose);
        return run;
    }

    internal void Check(PushRun<TInput> whole, DrawnParser parser, Checks checks)
    {
        checks.That("a parser is left once, if it began", parser.Left == parser.Begun && parser.Begun <= 1, () =>
            $"{parser.Begun} begun, {parser.Left} left");
        if (_isLeft)
        {
            checks.Same("until it is disposed, the items of the same parser run whole", [.. whole._items.Take(_items.Count)], _items);
            return;
        }

        checks.Same("the items of the same parser run whole", whole._items, _items);
        bool isSame = _failure is ScenarioException { Message: "on purpose #-1" } ? _failure == whole._failure
            : (_failure?.GetType(), _failure?.Message) == (whole._failure?.GetType(), whole._failure?.Message);
        checks.That("the failure of the same parser run whole", isSame, () => $"expected {whole._failure}, was {_failure}");
    }

    private static void CheckUnread(PushParser<TInput, string> parser, TInput[] piece, Checks checks)
    {
        ReadOnlySpan<TInput> unread = parser.Unread.Span;
        checks.That("what is unread is the rest of the piece", piece.AsSpan().EndsWith(unread));
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) // compared with the other's
        {
            _failure = e;
        }
    }
}
