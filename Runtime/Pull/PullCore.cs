using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>The core of a generator: a body that only yields, one item or a batch of items for each handoff.</summary>
/// <remarks>The items and their count belong to the holder of the baton: the body fills them, the enumerator's side empties them.</remarks>
[StackTraceHidden]
internal sealed class PullCore<T> : CoroutineCore<Nothing, T>, IOutsideBody
{
    /// <summary>A batch starts with room for so many items at most, and grows if more come.</summary>
    private const int InitialRoom = 64;

    private static readonly CoroutineRefusals s_refusals = new(
        "A generator's body cannot move or dispose its own enumerator; it suspends with an item, throws or returns.",
        "There are no more items: await that DisposeAsync, or let that Dispose return, first.",
        "at work on the last MoveNext or MoveNextAsync. An enumerator has one consumer, who makes one call at a time: await that one, or " +
        "let it return, before the next and before disposing.");

    private readonly Yielder<T> _yielder;
    private readonly int _batch;
    private Action<Yielder<T>>? _body;  // null once the body runs, or never will; body's thread, or Forget
    private volatile string? _bodyName; // set before the body is forgotten; null: the options have a name; body's thread
    private OutsideToken? _outside;     // of the consumer's token; null: the token can never fire. Body's thread, once
    private bool _wasTold;              // was the body, which has ended, told of its token? body's thread
    private int _count;                 // items in the batch; the body counts them, the enumerator's side takes the count

    internal PullCore(Action<Yielder<T>> body, int batch, CoroutineOptions? options)
        : base(options)
    {
        _body = body;
        _yielder = new Yielder<T>(this);
        _batch = Math.Min(batch, Array.MaxLength);
        Items = batch > 1 ? new T[Math.Min(batch, InitialRoom)] : null;
    }

    /// <summary>The batch; null: each item travels with the baton. The body puts a larger array in place of one that is full.</summary>
    internal T[]? Items { get; private set; }

    internal override object AmbientYielder => _yielder;

    public OutsideToken? Outside => _outside;

    public bool WasTold => _wasTold || _outside?.HasTold() == true;

    public bool RunsAhead => _batch > 1;

    internal override string TypesToSuspend => TypeNames.List(typeof(T));

    private protected override CoroutineRefusals Refusals => s_refusals;

    /// <summary>
    /// Enumerator's side, after the body has handed back: how many items the batch holds. Leaves the batch empty for the body.
    /// </summary>
    internal int TakeCount()
    {
        int count = _count;
        _count = 0;
        return count;
    }

    /// <summary>
    /// Reports an exception that the body threw ahead of its consumer, when the consumer leaves before it has come to the exception. A
    /// cancellation by the consumer's own token is no news.
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
        T[] items = _count < Items.Length ? Items : MakeRoom();
        items[_count++] = value;
        value = default!;
        if (_count == _batch)
        {
            T none = default!;
            HandBack(OutcomeKind.Suspended, ref none);
            AwaitBaton();
        }

        return default;
    }

    protected override void Forget()
    {
        base.Forget();
        _body = null;
        if (IsUnwinding)
        {
            Items = null; // otherwise the consumer has yet to take them
        }
    }

    // Body's thread, with fewer items in the array than a batch has.
    private T[] MakeRoom()
    {
        T[] larger = new T[(int)Math.Min(_batch, 2L * _count)];
        Items!.CopyTo(larger, 0);
        Items = larger;
        return larger;
    }

    internal override string? BodyName => Volatile.Read(ref _body) is { } body ? FunctionName.Of(body) : _bodyName;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override T InvokeBody()
    {
        using OutsideToken? outside = OutsideToken.Enter(CancellationToken);
        _outside = outside;
        Action<Yielder<T>> body = _body!;
        _bodyName = Name is null ? FunctionName.Of(body) : null;
        Volatile.Write(ref _body, null);
        try
        {
            body(_yielder);
        }
        finally
        {
            _wasTold = WasTold; // the token counts no more when the body has ended
        }

        return default!;
    }
}
