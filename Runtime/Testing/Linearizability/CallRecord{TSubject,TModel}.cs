namespace Baton.Testing;

/// <summary>One call of a program, as it went in one schedule. The thread with the turn writes.</summary>
internal sealed class CallRecord<TSubject, TModel>(int strand, ModelledOperation<TSubject, TModel> operation, object? argument)
{
    internal int Strand => strand;

    internal ModelledOperation<TSubject, TModel> Operation => operation;

    internal object? Argument => argument;

    /// <summary>When it began, by the count of beginnings and ends.</summary>
    internal required int Began { get; init; }

    /// <summary>When it ended. <see cref="int.MaxValue"/>: it has not.</summary>
    internal int Ended { get; private set; } = int.MaxValue;

    internal CallOutcome Outcome { get; private set; }

    internal bool HasEnded => Ended != int.MaxValue;

    internal void End(CallOutcome outcome, int at) => (Outcome, Ended) = (outcome, at);

    public override string ToString() => $"{operation.Name}({(operation.Draw is null ? string.Empty : argument ?? "null")})";
}
