namespace Baton.Testing;

/// <summary>One lock that code with seams uses, in one schedule. Belongs to the thread that has the turn.</summary>
internal sealed class SeamLock
{
    private readonly object _key;

    internal SeamLock(object key, int number)
    {
        _key = key;
        Number = number;
        CanBeTaken = () => Owner is null;
    }

    /// <summary>Null: it is free, or code without seams has it. The thread with the turn.</summary>
    internal RunThread? Owner { get; set; }

    /// <summary>How often its owner has taken it. The thread with the turn.</summary>
    internal int Depth { get; set; }

    /// <summary>Those that wait for a pulse, in order.</summary>
    internal List<PulseWait> Waits { get; } = [];

    internal int Number { get; }

    /// <summary>Is it free? Or code without seams has it.</summary>
    internal Func<bool> CanBeTaken { get; }

    /// <summary>For reports. Completes "waits for".</summary>
    public override string ToString() =>
        $"lock {(_key is Lock ? string.Empty : $"{_key.GetType().Name} ")}#{Number}" +
        $"{(Owner is null ? string.Empty : $", held by {Owner.Name}")}";
}
