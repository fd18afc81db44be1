namespace Baton.Testing;

/// <summary>What the seams know in one schedule. Belongs to the thread that has the turn.</summary>
internal sealed class SeamState(TestRun run)
{
    private readonly Dictionary<object, SeamLock> _locks = new(ReferenceEqualityComparer.Instance); // the thread with the turn
    private readonly Dictionary<object, SeamSemaphore> _semaphores = new(ReferenceEqualityComparer.Instance); // the thread with the turn
    private readonly Dictionary<nint, int> _fields = []; // fields by address; the thread with the turn
    private readonly HeapPace _pace = new();
    private int _lastField;     // the number that a field got last; the thread with the turn
    private int _collections;   // garbage collections when the addresses were last right; the thread with the turn

    /// <summary>Have strands made steps of code with seams, in any schedule? The thread with the turn.</summary>
    internal bool HasMadeSteps { get; private set; }

    /// <summary>Is the test compiled with seams? The conductor, before the first schedule.</summary>
    internal bool AreCompiled { get; set; }

    /// <summary>Are the seams on, as far as is known?</summary>
    internal bool AreOn => AreCompiled || HasMadeSteps;

    /// <summary>Did a garbage collection in this schedule give fields other numbers? The thread with the turn.</summary>
    internal bool HasRenumbered { get; private set; }

    /// <summary>Runs tasks as strands.</summary>
    internal RunTasks Tasks { get; } = new(run, isParallel: false);

    /// <summary>Runs the tasks of <see cref="Parallel"/> as strands.</summary>
    internal RunTasks ParallelTasks { get; } = new(run, isParallel: true);

    /// <summary>The conductor: a schedule begins.</summary>
    internal void Begin()
    {
        if (_lastField != 0)
        {
            _pace.Begin();
        }

        _locks.Clear();
        _semaphores.Clear();
        _fields.Clear();
        _lastField = 0;
        HasRenumbered = false;
    }

    /// <summary>The calling strand is about to make a step.</summary>
    /// <returns>Where in the source, if that is wanted, and it is a step of code with seams. Else empty.</returns>
    internal string Note(in VisibleStep step)
    {
        if (step.Kind is not (OperationKind.Lock or OperationKind.Memory or OperationKind.Call))
        {
            return string.Empty;
        }

        HasMadeSteps = true;
        return PlaceOf(step);
    }

    /// <summary>The calling strand has done what is no step: a report shows it.</summary>
    /// <param name="strand">The calling one.</param>
    /// <param name="what">What it has done.</param>
    /// <param name="place">Where. Null: where the library was called.</param>
    internal void Tell(RunThread strand, string what, string? place = null)
    {
        if (!run.IsEnding && run.Schedule.Interleaving is { } steps)
        {
            place ??= PlaceOf(null);
            steps.Add(run.Schedule.Steps, strand.Name, place.Length > 0 ? $"{what}  {place}" : what);
        }
    }

    /// <summary>The calling strand has left a lock: a report shows it.</summary>
    internal void TellLeft(RunThread strand, SeamLock left, bool isEndOfStatement) =>
        Tell(strand, $"leaves {left}", isEndOfStatement ? left.Place : CallPlace.NotBefore(PlaceOf(null), left.Place));

    // Where the library was called, or what it was called for was started. Empty: that is not wanted.
    private string PlaceOf(VisibleStep? step) => run.Schedule.Interleaving is not { WithPlaces: true } ? string.Empty
        : CallPlace.OfCaller(step) is { Length: > 0 } place ? place
        : ((ControlledThread.Current as RunThread)?.Tenant as SeamTenant)?.Place ?? string.Empty;

    /// <summary>The lock, by the object that code locks.</summary>
    internal SeamLock LockOf(object key)
    {
        if (!_locks.TryGetValue(key, out SeamLock? found))
        {
            found = new SeamLock(key, run.NumberOf(key));
            _locks.Add(key, found);
        }

        return found;
    }

    /// <summary>The semaphore.</summary>
    internal SeamSemaphore SemaphoreOf(object key)
    {
        if (!_semaphores.TryGetValue(key, out SeamSemaphore? found))
        {
            found = new SeamSemaphore(run.NumberOf(key));
            _semaphores.Add(key, found);
        }

        return found;
    }

    /// <summary>The number of a field, which is negative. A garbage collection gives each another one, for objects move.</summary>
    internal int NumberOf(nint address)
    {
        int collections = GC.CollectionCount(0);
        if (collections != _collections)
        {
            _collections = collections;
            HasRenumbered |= _fields.Count > 0;
            _fields.Clear();
        }

        if (!_fields.TryGetValue(address, out int number))
        {
            number = --_lastField;
            _fields.Add(address, number);
        }

        return number;
    }
}
