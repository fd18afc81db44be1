namespace Baton.Stress;

/// <summary>A grain whose calls block. Its key is the call's number.</summary>
public interface IWorkGrain : IGrainWithIntegerKey
{
    /// <summary>Blocks for some time.</summary>
    /// <param name="kind">How.</param>
    /// <param name="attempt">Which attempt of the caller's this is, from 1.</param>
    /// <param name="milliseconds">For how long.</param>
    /// <returns>The key, doubled, and one.</returns>
    Task<long> Run(WorkKind kind, int attempt, int milliseconds);

    /// <summary>Answers with the number, and one.</summary>
    Task<long> Ask(long number, int milliseconds = 0);

    /// <summary>Asks another grain many times, one after the other.</summary>
    Task AskMany(long other, int calls, int milliseconds, AskKind kind);

    /// <summary>Which silo has the activation.</summary>
    Task<string> Where();
}
