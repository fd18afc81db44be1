namespace Baton.Stress;

/// <summary>A random generator as a body that pushes.</summary>
internal sealed class FeedPusher(Action<int> emit, FeedTrace trace, CoroutineOptions options)
{
    /// <summary>The generator's body.</summary>
    internal void Run(IReadOnlyList<Feed> parts)
    {
        try
        {
            Push(parts);
        }
        catch (ScenarioException)
        {
            trace.Threw();
            throw;
        }
    }

    private void Push(IReadOnlyList<Feed> parts)
    {
        foreach (Feed part in parts)
        {
            PushOne(part);
        }
    }

    private void PushOne(Feed part)
    {
        switch (part.Kind)
        {
            case FeedKind.Emit:
                for (int i = 0; i < part.Count; i++)
                {
                    emit((part.Number * 100) + i);
                }

                break;
            case FeedKind.Throw:
                throw new ScenarioException(part.Number);
            case FeedKind.TryFinally:
                PushTryFinally(part);
                break;
            default:
                PushNested(part);
                break;
        }
    }

    private void PushTryFinally(Feed part)
    {
        trace.Enter(part.Number);
        try
        {
            Push(part.Parts);
        }
        finally
        {
            trace.Leave(part.Number);
        }
    }

    private void PushNested(Feed part)
    {
        IEnumerable<int> inner = Coroutine.Generate<int>(
            yielder => new FeedPusher(yielder.Suspend, trace, options).Run(part.Parts), part.Count, options);
        using IEnumerator<int> items = inner.GetEnumerator();
        while (MoveNext(items))
        {
            emit(items.Current);
        }
    }

    private bool MoveNext(IEnumerator<int> items)
    {
        try
        {
            return items.MoveNext();
        }
        catch (ScenarioException)
        {
            trace.Received();
            throw;
        }
    }
}
