namespace Baton.Testing;

/// <summary>
/// Searches an order in which the model, used by one thread, returns what the calls returned. A call that had ended before another began
/// comes first.
/// </summary>
/// <remarks>
/// J. Wing, C. Gong: Testing and Verifying Concurrent Objects, 1993; with the memory of G. Lowe: Testing for Linearizability, 2017. The
/// model cannot be copied, so each step begins anew with the calls before it.
/// </remarks>
internal sealed class LinearSearch<TSubject, TModel>(
    Operations<TSubject, TModel> operations, IReadOnlyList<CallRecord<TSubject, TModel>> calls)
{
    private readonly List<CallRecord<TSubject, TModel>> _order = [];    // the order so far; the searching thread
    private readonly HashSet<(int, object)> _tried = [];                // states from which there is no way on; the searching thread
    private string[] _longest = [];                                     // the longest order so far; the searching thread

    internal string Longest => _longest.Length == 0 ? "none" : string.Join(", ", _longest);

    internal bool Run() => TryExtend(0);

    // The calls in the set are in the order.
    private bool TryExtend(int done)
    {
        if (_order.Count > _longest.Length)
        {
            _longest = [.. _order.Select(call => call.ToString())];
        }

        if (IsComplete(done))
        {
            return true;
        }

        if (operations.Key is { } key && !_tried.Add((done, key(Replay()))))
        {
            return false;
        }

        for (int i = 0; i < calls.Count; i++)
        {
            if ((done & (1 << i)) == 0 && MayBeNext(i, done) && IsRight(calls[i]))
            {
                _order.Add(calls[i]);
                if (TryExtend(done | (1 << i)))
                {
                    return true;
                }

                _order.RemoveAt(_order.Count - 1);
            }
        }

        return false;
    }

    // All that have ended are in the order, and the others wait in the model too.
    private bool IsComplete(int done)
    {
        List<CallRecord<TSubject, TModel>> waiting = [];
        for (int i = 0; i < calls.Count; i++)
        {
            if ((done & (1 << i)) == 0)
            {
                if (calls[i].HasEnded)
                {
                    return false;
                }

                waiting.Add(calls[i]);
            }
        }

        return waiting.TrueForAll(call =>
            CallOutcome.Of(call.Operation.OnModel, Replay(), call.Argument).Thrown == typeof(CallBlocksException));
    }

    private bool MayBeNext(int candidate, int done)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            if ((done & (1 << i)) == 0 && calls[i].Ended < calls[candidate].Began)
            {
                return false;
            }
        }

        return true;
    }

    // A call that waits for ever is never next: it would return then.
    private bool IsRight(CallRecord<TSubject, TModel> call) => call.HasEnded
        && CallOutcome.Of(call.Operation.OnModel, Replay(), call.Argument) is var expected
        && expected.Thrown != typeof(CallBlocksException)
        && expected == call.Outcome;

    private TModel Replay()
    {
        TModel model = operations.CreateModel();
        _order.ForEach(call => CallOutcome.Of(call.Operation.OnModel, model, call.Argument));
        return model;
    }
}
