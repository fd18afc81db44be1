using System.Runtime.CompilerServices;

namespace Baton.Testing;

/// <summary>What a test under <see cref="Explore"/> is given: it starts strands, and says where others may go first.</summary>
/// <remarks>
/// All members may be called from every strand of the schedule: the test's body, frames, bodies of coroutines, and work of pools. Elsewhere
/// they throw an <see cref="InvalidOperationException"/>. None of them is a suspension point of a frame.
/// </remarks>
public sealed class TestScheduler
{
    private readonly TestRun _run;

    internal TestScheduler(TestRun run) => _run = run;

    /// <summary>The test scheduler of the calling strand. Null: no schedule runs here.</summary>
    public static TestScheduler? Current => (ControlledThread.CurrentRun as TestRun)?.Scheduler;

    /// <summary>
    /// For what the test draws by chance. It is part of the schedule: a replay draws the same. To be used by one strand at a time, as is
    /// everything between two steps.
    /// </summary>
    /// <exception cref="InvalidOperationException">The strategy is <see cref="Strategy.Dpor"/>: use <see cref="Choose"/>.</exception>
    public Random Random => Here() is { Schedule.Modes.IsWithoutChance: false } run ? run.RandomOfTest
        : throw new InvalidOperationException("Strategy.Dpor draws nothing by chance. Use TestScheduler.Choose: it tries each value.");

    /// <summary>
    /// The clock of the run. It begins at the start of the year 2000, stands still while a strand can go on, and is then put forward to the
    /// next time for which a timer is set. <see cref="Coroutine.Delay"/>, time limits and schedulers whose options name no clock use it.
    /// </summary>
    public TimeProvider Time => Here().Time;

    /// <summary>
    /// Starts a function as a strand of its own: a frame of a new scheduler, whose frames share one baton. It begins when its turn comes.
    /// </summary>
    /// <param name="body">Runs on a thread of the run.</param>
    /// <param name="name">For reports. Null: the name of the function's method.</param>
    /// <returns>The frame. A failure that nobody awaits fails the schedule.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>.</exception>
    public Frame Start(Action body, string? name = null)
    {
        return NewScheduler().Start(body, name);
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Start(Action, string?)"/>
    public Frame<T> Start<T>(Func<T> body, string? name = null)
    {
        return NewScheduler().Start(body, name);
    }

    /// <summary>As <see cref="Start(Action, string?)"/>, for a function that returns a task. It is over when the task is.</summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function goes on in the run, outside the new scheduler.</remarks>
    /// <param name="body">Begins on a thread of the run.</param>
    /// <param name="name">For reports. Null: the name of the function's method.</param>
    /// <returns>The frame. A failure that nobody awaits fails the schedule.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    [OverloadResolutionPriority(2)]
    public Frame Start(Func<Task> body, string? name = null) => NewScheduler().Start(body, name);

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(2)]
    public Frame<T> Start<T>(Func<Task<T>> body, string? name = null) => NewScheduler().Start(body, name);

    /// <summary>As <see cref="Start(Action, string?)"/>, for one that returns a value task. It is over when that is.</summary>
    /// <inheritdoc cref="Start(Func{Task}, string?)"/>
    [OverloadResolutionPriority(1)]
    public Frame Start(Func<ValueTask> body, string? name = null) => NewScheduler().Start(body, name);

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="Start(Func{ValueTask}, string?)"/>
    [OverloadResolutionPriority(1)]
    public Frame<T> Start<T>(Func<ValueTask<T>> body, string? name = null) => NewScheduler().Start(body, name);

    /// <summary>Lets another strand go first, if the strategy says so: put it where other threads could come between.</summary>
    /// <param name="what">For reports. Filled in by the compiler: the calling member.</param>
    /// <exception cref="OperationCanceledException">The schedule has failed, and this strand is to end.</exception>
    public void Point([CallerMemberName] string? what = null)
    {
        Here();
        ((RunThread)ControlledThread.Current!).GoVisible(OperationKind.Point, null, isWrite: true, what ?? "a point");
    }

    /// <summary>As <see cref="Point"/>, before a read of what strands share: says what that is.</summary>
    /// <param name="shared">
    /// Stands for what is read: any object that is the same for all strands, as the one that holds the field.
    /// </param>
    /// <param name="name">For reports. Filled in by the compiler: the expression for <paramref name="shared"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="shared"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="shared"/> is a value, of which each caller has another copy.</exception>
    /// <exception cref="OperationCanceledException">The schedule has failed, and this strand is to end.</exception>
    public void Read(object shared, [CallerArgumentExpression(nameof(shared))] string? name = null) =>
        Touch(shared, isWrite: false, $"read {name}");

    /// <summary>As <see cref="Point"/>, before a write to what strands share: says what that is.</summary>
    /// <inheritdoc cref="Read"/>
    public void Write(object shared, [CallerArgumentExpression(nameof(shared))] string? name = null) =>
        Touch(shared, isWrite: true, $"write {name}");

    /// <summary>
    /// Puts the run's clock forward, though strands can go on. What was to happen up to then may happen from now on: each wait that is over
    /// ends when its strand gets its turn.
    /// </summary>
    /// <param name="by">0 or more, and at most ten years. Parts of a millisecond count as a whole one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is out of that range.</exception>
    /// <exception cref="OperationCanceledException">The schedule has failed, and this strand is to end.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by, TimeSpan.FromDays(3653));
        GoOn();
        _run.Time.Advance(by, GoOn);

        void GoOn()
        {
            OperationKind kind = Here().ChoosesTies ? OperationKind.Clock : OperationKind.Point; // as earlier versions called it
            ((RunThread)ControlledThread.Current!).GoVisible(kind, null, true, $"the clock goes on by {by}");
        }
    }

    /// <summary>Chooses a number from 0 to <paramref name="count"/> − 1. The choice is part of the schedule.</summary>
    /// <param name="count">1 or more.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public int Choose(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Here().Choose(count);
    }

    /// <summary>
    /// Waits until no other strand can go on, and before the clock is put forward. All that had something to do have done it then, or wait.
    /// </summary>
    /// <remarks>
    /// The frame keeps its baton. So the other frames of its scheduler do not go on meanwhile. Several strands that wait so go on together.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The schedule has failed, and this strand is to end.</exception>
    public void RunUntilIdle()
    {
        Here();
        ((RunThread)ControlledThread.Current!).AwaitIdle();
    }

    /// <summary>Says what must never be. It is looked at before each further step of the schedule.</summary>
    /// <param name="bad">
    /// True: the schedule fails, as <see cref="FailureKind.Never"/>. What it throws fails the schedule too. Called on any thread of the
    /// run, between two steps. It must not wait, write, or use this object.
    /// </param>
    /// <param name="name">For reports: what must never be.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public void Never(Func<bool> bad, string name)
    {
        ArgumentNullException.ThrowIfNull(bad);
        ArgumentNullException.ThrowIfNull(name);
        Here().Schedule.Expectations.AddNever(bad, name);
    }

    /// <summary>
    /// Says what must be in the end: when nothing can go on and no time is to come; or when the schedule has gone on for twice
    /// <see cref="ExploreOptions.MaxSteps"/>, the second half of them in turns.
    /// </summary>
    /// <param name="good">
    /// False: the schedule fails, as <see cref="FailureKind.Eventually"/>. What it throws fails the schedule too. Called once, on any
    /// thread of the run. It must not wait, write, or use this object.
    /// </param>
    /// <param name="name">For reports: what must be.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public void Eventually(Func<bool> good, string name)
    {
        ArgumentNullException.ThrowIfNull(good);
        ArgumentNullException.ThrowIfNull(name);
        Here().Schedule.Expectations.AddEventually(good, name);
    }

    /// <summary>Adds a line to the steps that a report shows.</summary>
    /// <param name="text">The line.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public void Note(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        TestRun run = Here();
        run.Schedule.Interleaving?.Add(run.Schedule.Steps, ((RunThread)ControlledThread.Current!).Name, text);
    }

    /// <summary>
    /// The calling strand: asked when no strand can go on, though some have not ended. True: that is right. What it throws fails the
    /// schedule.
    /// </summary>
    internal Func<bool>? MayStandStill
    {
        set => Here().Schedule.MayStandStill = value;
    }

    private void Touch(object shared, bool isWrite, string what)
    {
        ArgumentNullException.ThrowIfNull(shared);
        if (shared is ValueType)
        {
            throw new ArgumentException(
                $"A {shared.GetType()} is a value, and each call boxes another copy. Give an object that all strands have in common.",
                nameof(shared));
        }

        Here();
        ((RunThread)ControlledThread.Current!).GoVisible(OperationKind.Point, shared, isWrite, what);
    }

    private CoroutineScheduler NewScheduler()
    {
        TestRun run = Here();
        (SchedulerCore scheduler, CoroutineScheduler starter) = run.Parts.Spare.Take(run);
        run.Parts.Started.Add(scheduler, starter);
        return starter;
    }

    private TestRun Here() => ControlledThread.CurrentRun == _run ? _run : throw new InvalidOperationException(
        "This thread belongs to no strand of the schedule. Use the test scheduler in the body of the test, and in what the body starts.");
}
