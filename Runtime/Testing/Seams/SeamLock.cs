namespace Baton.Testing;

/// <summary>One lock that code with seams uses, in one schedule. Belongs to the thread that has the turn.</summary>
internal sealed class SeamLock
{
    private readonly string _name = "lock";

    internal SeamLock(object key, int number)
    {
        if (key is not Lock && key.GetType() is var type && type != typeof(object))
        {
            _name = $"lock {type.Name}";
            Taking = $"takes {_name}";
            Waiting = $"waits at {_name}";
        }

        Number = number;
        CanBeTaken = () => Owner is null;
    }

    /// <summary>Null: it is free, or code without seams has it. The thread with the turn.</summary>
    internal RunThread? Owner { get; set; }

    /// <summary>How often its owner has taken it. The thread with the turn.</summary>
    internal int Depth { get; set; }

    /// <summary>Where it was taken last. Empty: that is not known. The thread with the turn.</summary>
    internal string Place { get; set; } = string.Empty;

    /// <summary>Those that wait for a pulse, in order.</summary>
    internal List<PulseWait> Waits { get; } = [];

    internal int Number { get; }

    /// <summary>For reports: the step that takes it, without the number.</summary>
    internal string Taking { get; } = "takes lock";

    /// <summary>For reports: the step that waits for a pulse, without the number.</summary>
    internal string Waiting { get; } = "waits at lock";

    /// <summary>Is it free? Or code without seams has it.</summary>
    internal Func<bool> CanBeTaken { get; }

    internal string NameAndNumber => $"{_name} #{Number}";

    /// <summary>For reports. Completes "waits for".</summary>
    public override string ToString() =>
        $"{NameAndNumber}{(Owner is null ? string.Empty : $", held by {Owner.Name}")}";
}
