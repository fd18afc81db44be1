using System.Collections;
using System.Diagnostics;
using Baton.Testing;

namespace Baton;

/// <summary>Pulls a generator's items on the consumer's thread. All fields are the consumer's, which makes one call at a time.</summary>
[StackTraceHidden]
internal sealed class PullEnumerator<T>(PullCore<T> core) : IEnumerator<T>
{
    private DropSentinel? _sentinel;    // watches this enumerator; made when the body first stays suspended
    private PullBatch<T> _batch;        // items that came together and have yet to be taken
    private T _current = default!;      // the item taken last

    public T Current => _current;

    object? IEnumerator.Current => _current;

    public bool MoveNext() => _batch.TryTake(ref _current) || MoveOn();

    public void Reset() => throw new NotSupportedException("A generator cannot be rewound: enumerate the sequence again for a fresh run.");

    public void Dispose()
    {
        _current = default!;
        _batch.Abandon(core);
        ControlledThread.Before(OperationKind.Resume, core);
        core.Dispose();
        GC.KeepAlive(this);
    }

    // The batch is used up: resumes the body.
    private bool MoveOn()
    {
        ControlledThread.Before(OperationKind.Resume, core);
        _current = default!;
        BodyFault.Throw(_batch.TakeFault());
        Signal<Nothing> signal = default;
        bool isResumed = core.TryResume(ref signal, ref _sentinel, out Outcome<T> outcome, out Exception? fault);
        GC.KeepAlive(this);
        if (!isResumed)
        {
            return false;
        }

        if (outcome.Kind != OutcomeKind.Quarantined && _batch.TryFill(core)) // otherwise the items are still the body's
        {
            if (fault is not null)
            {
                _batch.End(core, fault);
            }

            return _batch.TryTake(ref _current);
        }

        BodyFault.Throw(fault);
        _current = outcome.Value;
        return outcome.Kind == OutcomeKind.Suspended;
    }
}
