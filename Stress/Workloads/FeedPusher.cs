namespace Baton.Stress;

/// <summary>A random generator as a body that pushes.</summary>
internal sealed class FeedPusher(Action<int> emit, FeedTrace trace, CoroutineOptions options)
{
    internal void Push(IReadOnlyList<Feed> parts)
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
            yielder => new FeedPusher(yielder.Suspend, trace, options).Push(part.Parts), part.Count, options);
        foreach (int item in inner)
        {
            emit(item);
        }
    }
}
