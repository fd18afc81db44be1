namespace Baton.Stress;

/// <summary>What a call of <see cref="IWorkGrain.Run"/> does. The code of the first five knows nothing of Baton.</summary>
public enum WorkKind
{
    /// <summary>Blocks on the result of a task.</summary>
    Result,

    /// <summary>Sleeps.</summary>
    Sleep,

    /// <summary>Sleeps in a lock that other calls want.</summary>
    Lock,

    /// <summary>Reads XML from a slow stream.</summary>
    Xml,

    /// <summary>Runs a script that asks another grain.</summary>
    Script,

    /// <summary>Awaits by Baton.</summary>
    Awaited,

    /// <summary>Sleeps on the .NET pool, by <see cref="Task.Run(Action)"/>.</summary>
    TaskRun,
}
