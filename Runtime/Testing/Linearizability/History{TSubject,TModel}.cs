using System.Text;

namespace Baton.Testing;

/// <summary>The calls of one schedule, and when they began and ended. The thread with the turn.</summary>
internal sealed class History<TSubject, TModel>(Operations<TSubject, TModel> operations)
{
    private readonly List<CallRecord<TSubject, TModel>> _calls = []; // in the order in which they began; the thread with the turn
    private int _clock; // counts beginnings and ends; the thread with the turn

    /// <summary>The calling strand makes a call.</summary>
    internal void Call(TSubject subject, int strand, ModelledOperation<TSubject, TModel> operation, object? argument)
    {
        CallRecord<TSubject, TModel> call = new(strand, operation, argument) { Began = _clock++ };
        _calls.Add(call);
        CallOutcome outcome = CallOutcome.Of(operation.OnSubject, subject, argument);
        call.End(outcome, _clock++);
    }

    /// <summary>Searches an order of the calls that explains them. Calls that have not ended must wait in the model too.</summary>
    /// <returns>True.</returns>
    /// <exception cref="NotLinearizableException">There is none.</exception>
    internal bool Check()
    {
        LinearSearch<TSubject, TModel> search = new(operations, _calls);
        return search.Run() ? true : throw new NotLinearizableException(
            $"No order of these calls explains what they returned:{Environment.NewLine}{this}" +
            $"The longest order that does: {search.Longest}.");
    }

    /// <summary>A line for each beginning and each end.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        for (int time = 0; time < _clock; time++)
        {
            CallRecord<TSubject, TModel> call = _calls.Find(one => one.Began == time || one.Ended == time)!;
            text.AppendLine(call.Began == time
                ? $"  strand {call.Strand}: {call}{(call.HasEnded ? string.Empty : " waits")}"
                : $"  strand {call.Strand}: {call} = {call.Outcome}");
        }

        return text.ToString();
    }
}
