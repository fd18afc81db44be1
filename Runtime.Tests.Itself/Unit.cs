namespace Baton.Tests.Itself;

/// <summary>What is tried of the library, to which bound, and the faults that the trial finds.</summary>
/// <param name="Name">Of what is tried.</param>
/// <param name="Program">Tries it once. Its strands are the run's.</param>
/// <param name="Preemptions">
/// All schedules with so many preemptions at most are run. Null: so many schedules are drawn as <paramref name="Schedules"/> says.
/// </param>
/// <param name="Schedules">The most schedules that are run.</param>
/// <param name="Faults">Planted faults, by name. The same trial finds each of them.</param>
internal sealed record Unit(string Name, Action Program, int? Preemptions, int Schedules, params string[] Faults)
{
    /// <summary>As the preemptions, where a planted fault is looked for.</summary>
    internal int? PreemptionsForFaults { get; init; } = Preemptions;

    /// <summary>The most schedules in which a planted fault is looked for.</summary>
    internal int SchedulesForFaults { get; init; } = Schedules;

    /// <summary>May a time come due while strands can go on?</summary>
    internal bool Races { get; init; }

    /// <summary>Runs the program as a strand of a run, or outside every run.</summary>
    internal void Run()
    {
        Statics.Reset();
        Require.Begin();
        Program();
        Require.End();
    }

    public override string ToString() => Preemptions is { } count
        ? $"{Name}, exhausted within {count} preemption{(count == 1 ? string.Empty : "s")}"
        : $"{Name}, {Schedules} schedules";
}
