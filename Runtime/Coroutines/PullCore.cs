using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a generator: a body that only yields, one item or a batch of items for each handoff.</summary>
/// <remarks>Items and count belong to the holder of the baton: the body fills them, the consumer empties them.</remarks>
internal sealed class PullCore<T> : CoroutineCore<Nothing, T>
{
    private readonly Yielder<T> _yielder;
    private Action<Yielder<T>>? _body;
    private int _count;

    internal PullCore(Action<Yielder<T>> body, int batch, CoroutineOptions? options)
        : base(options)
    {
        _body = body;
        _yielder = new Yielder<T>(this);
        Items = batch > 1 ? new T[batch] : null;
    }

    /// <summary>Null: each item travels with the baton.</summary>
    internal T[]? Items { get; }

    internal override object AmbientYielder => _yielder;

    /// <summary>Consumer: how many items the batch holds, which leaves it empty for the body.</summary>
    internal int TakeCount()
    {
        int count = _count;
        _count = 0;
        return count;
    }

    /// <summary>
    /// The consumer leaves before it came to what the body threw ahead of it, and nobody else will see that. That its own token made
    /// the body stop is no news.
    /// </summary>
    internal void ReportUnseen(Exception fault)
    {
        if (fault is not OperationCanceledException || !CancellationToken.IsCancellationRequested)
        {
            Telemetry.Unobserved(this, fault);
        }
    }

    internal override Nothing Suspend(ref T value)
    {
        if (Items is null)
        {
            return base.Suspend(ref value);
        }

        EnterSuspend();
        ThrowIfCanceled();
        Items[_count++] = value;
        value = default!;
        if (_count == Items.Length)
        {
            T none = default!;
            HandBack(OutcomeKind.Suspended, ref none);
            AwaitBaton();
        }

        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override T InvokeBody()
    {
        Action<Yielder<T>> body = _body!;
        _body = null;
        body(_yielder);
        return default!;
    }
}
