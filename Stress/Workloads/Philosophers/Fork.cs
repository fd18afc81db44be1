namespace Baton.Stress;

/// <summary>A philosophers' fork.</summary>
internal abstract class Fork(Checks checks)
{
    private int _holder = -1; // interlocked

    /// <summary>The case in which the philosopher on one side gets it.</summary>
    internal abstract SelectCase Take(int side, Action taken);

    /// <summary>Whoever has it, once.</summary>
    internal abstract ValueTask PutDownAsync(Hand hand);

    /// <summary>Whoever was given it: nobody else has it now.</summary>
    internal void Hold(int philosopher)
    {
        int before = Interlocked.CompareExchange(ref _holder, philosopher, -1);
        checks.That("a fork is in one hand", before == -1, () => $"{philosopher} was given that of {before}");
    }

    /// <summary>Before it is put down.</summary>
    internal void LetGo() => Volatile.Write(ref _holder, -1);

    /// <summary>Nobody will want it any more.</summary>
    internal abstract void End();

    /// <summary>Waiters in the lists of its queues.</summary>
    internal abstract int Places { get; }
}
