namespace Baton.Tests;

/// <summary>What came out of a parser: its items, and what it failed with.</summary>
internal sealed record PushRun(List<string> Items, Exception? Failure)
{
    /// <summary>Drives a parser the way its documentation says, and disposes it.</summary>
    internal static PushRun Pushed<TInput>(PushParser<TInput, string> parser, List<ReadOnlyMemory<TInput>> pieces) => Record(items =>
    {
        using PushParser<TInput, string> disposed = parser;
        foreach (ReadOnlyMemory<TInput> piece in pieces)
        {
            Push(parser, piece, items);
            if (parser.IsFinished)
            {
                return;
            }
        }

        parser.Complete();
        items.AddRange(parser.ReadAll());
        Assert.IsTrue(parser.IsFinished);
    });

    /// <summary>The same parser, pulling from a reader that has all of the input.</summary>
    internal static PushRun Pulled<TReader>(Action<TReader, Yielder<string>> parse, TReader reader, CoroutineOptions options) =>
        Record(items =>
    {
        foreach (string item in Coroutine.Generate<string>(yielder => parse(reader, yielder), batch: 64, options))
        {
            items.Add(item);
        }
    });

    internal void AssertSame(PushRun actual)
    {
        Assert.AreEqual(Failure?.GetType(), actual.Failure?.GetType(), actual.Failure?.ToString());
        Assert.AreEqual(Failure?.Message, actual.Failure?.Message);
        Assert.AreSequenceEqual(Items, actual.Items);
    }

    // A copy, spoiled once the parser says that it is used up: whoever still reads it then shows.
    private static void Push<TInput>(PushParser<TInput, string> parser, ReadOnlyMemory<TInput> piece, List<string> items)
    {
        TInput[] copy = piece.ToArray();
        parser.Push(copy);
        items.AddRange(parser.ReadAll());
        if (!parser.IsFinished)
        {
            Assert.IsTrue(parser.NeedsInput);
            Assert.IsTrue(parser.Unread.IsEmpty);
            Array.Clear(copy);
        }
    }

    private static PushRun Record(Action<List<string>> run)
    {
        List<string> items = [];
        try
        {
            run(items);
            return new PushRun(items, null);
        }
        catch (Exception e) when (e is not UnitTestAssertException)
        {
            return new PushRun(items, e);
        }
    }
}
