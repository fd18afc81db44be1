namespace Baton.Testing;

/// <summary>
/// Runs a test again and again, each time in another order of its strands. Of all strands one runs at a time; which, is decided at each
/// visible step. So a failure comes with a schedule that repeats it.
/// </summary>
/// <remarks>
/// <para>A strand is what one baton covers: the frames of one scheduler; or the test's body, or another thread outside every scheduler.
/// Visible steps are what Baton offers: queues, selects, starts, waits, cancellation, the ends of scopes, resuming; and
/// <see cref="TestScheduler.Point"/>. Between two of them the code is atomic: what goes wrong only there is not found.</para>
/// <para>Call these methods from a test of any framework. They block the calling thread until all is over.</para>
/// </remarks>
public static class Explore
{
    /// <summary>Runs <paramref name="test"/> in many schedules, until one fails.</summary>
    /// <param name="test">
    /// Called once for each schedule, as a strand. It must do the same each time, but for the order of its strands: what it uses it makes
    /// anew, and it draws by <see cref="TestScheduler.Random"/>.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <returns>What was seen. No schedule has failed.</returns>
    /// <exception cref="ScheduleFailedException">A schedule has failed, and its repetition too.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="test"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="test"/> is <c>async</c>; or the strategy cannot be used with <see cref="ExploreOptions.Parallelism"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The caller is itself a strand of a schedule.</exception>
    public static ExploreResult Run(Action<TestScheduler> test, ExploreOptions? options = null) =>
        new Explorer(new ExploredTest(Checked(test)), options ?? new ExploreOptions()).Run();

    /// <summary>As <see cref="Run(Action{TestScheduler}, ExploreOptions?)"/>, for a test that is <c>async</c>.</summary>
    /// <param name="test">
    /// Called once for each schedule, as a strand. What it awaits goes on as a strand of its own. What it hands to the .NET thread pool, as
    /// by <see cref="Task.Run(Action)"/>, leaves the run.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <returns>What was seen. No schedule has failed.</returns>
    /// <exception cref="ScheduleFailedException">A schedule has failed, and its repetition too.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="test"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The caller is itself a strand of a schedule.</exception>
    public static ExploreResult Run(Func<TestScheduler, Task> test, ExploreOptions? options = null) => Run(Waiting(test), options);

    /// <inheritdoc cref="Replay(Action{TestScheduler}, string, ExploreOptions?)"/>
    public static void Replay(Func<TestScheduler, Task> test, string schedule, ExploreOptions? options = null) =>
        Replay(Waiting(test), schedule, options);

    /// <summary>Runs the schedule of a report once more. Returns if the test can follow it and does not fail.</summary>
    /// <param name="test">As it was when the schedule was reported, or mended.</param>
    /// <param name="schedule">The text that the report gives, from <c>s2:</c> on.</param>
    /// <param name="options">Null: the defaults. Only limits count.</param>
    /// <exception cref="ScheduleFailedException">
    /// The schedule has failed. Or the test does other things than it says (<see cref="FailureKind.Diverged"/>): it is another test, or was
    /// changed. Then it goes on all the same, and the message tells whether it failed. A test that is mended by a lock does other things
    /// too: <see cref="Run(Action{TestScheduler}, ExploreOptions?)"/> tells whether it is right in every order.
    /// </exception>
    /// <exception cref="FormatException"><paramref name="schedule"/> is no schedule.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="test"/> is <c>async</c>, and returns nothing.</exception>
    /// <exception cref="InvalidOperationException">The caller is itself a strand of a schedule.</exception>
    public static void Replay(Action<TestScheduler> test, string schedule, ExploreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        new Explorer(new ExploredTest(Checked(test)), options ?? new ExploreOptions()).Replay(schedule);
    }

    /// <summary>
    /// Draws small programs of calls that several strands make on one subject, runs each in many schedules, and searches an order of the
    /// calls that explains what they returned: as if each call had its effect at one moment between its begin and its end.
    /// </summary>
    /// <typeparam name="TSubject">What is tested.</typeparam>
    /// <typeparam name="TModel">A plain model of it.</typeparam>
    /// <param name="operations">The calls, and what they do if they are alone.</param>
    /// <param name="options">Null: the defaults. The schedules and the budget are for all programs together.</param>
    /// <returns>What was seen. No program has failed.</returns>
    /// <remarks>
    /// A schedule in which calls wait for ever is right if they have to wait in the model too. The program that fails is made smaller
    /// before it is reported. The report tells how to see it again.
    /// </remarks>
    /// <exception cref="ScheduleFailedException">
    /// A schedule has failed. If no order explains it, the inner exception is a <see cref="NotLinearizableException"/>.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="operations"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no operations.</exception>
    /// <exception cref="InvalidOperationException">The caller is itself a strand of a schedule.</exception>
    public static ExploreResult Linearizable<TSubject, TModel>(
        Operations<TSubject, TModel> operations, ExploreOptions? options = null) => NewTest(operations, options).Run();

    /// <summary>
    /// Runs the schedule of a report of <see cref="Linearizable"/> once more. Returns if the calls can follow it and nothing fails.
    /// </summary>
    /// <typeparam name="TSubject">What is tested.</typeparam>
    /// <typeparam name="TModel">A plain model of it.</typeparam>
    /// <param name="operations">As they were when the schedule was reported, with the same properties.</param>
    /// <param name="schedule">The text that the report gives, from <c>l1:</c> on.</param>
    /// <param name="options">Null: the defaults. Only limits count, and how waits are looked at.</param>
    /// <exception cref="ScheduleFailedException">
    /// The schedule has failed. Or the calls do other things than it says (<see cref="FailureKind.Diverged"/>): these are other operations,
    /// or were changed. The message tells whether anything failed.
    /// </exception>
    /// <exception cref="FormatException"><paramref name="schedule"/> is no such schedule.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There are no operations.</exception>
    /// <exception cref="InvalidOperationException">The caller is itself a strand of a schedule.</exception>
    public static void Replay<TSubject, TModel>(
        Operations<TSubject, TModel> operations, string schedule, ExploreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        NewTest(operations, options).Replay(schedule);
    }

    private static Action<TestScheduler> Waiting(Func<TestScheduler, Task> test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return new AsyncTest(test).Run;
    }

    private static LinearTest<TSubject, TModel> NewTest<TSubject, TModel>(
        Operations<TSubject, TModel> operations, ExploreOptions? options)
    {
        ArgumentNullException.ThrowIfNull(operations);
        if (operations.All.Count == 0)
        {
            throw new ArgumentException("There are no operations: add some.", nameof(operations));
        }

        ThrowIfStrand();
        return new LinearTest<TSubject, TModel>(operations, options ?? new ExploreOptions());
    }

    private static Action<TestScheduler> Checked(Action<TestScheduler> test)
    {
        SynchronousFunction.Require(test, "Or let it return a task: then it may await.");
        ThrowIfStrand();
        return test;
    }

    private static void ThrowIfStrand()
    {
        if (ControlledThread.Current is not null)
        {
            throw new InvalidOperationException(
                "A strand of a schedule cannot explore: its threads belong to the exploration that it is of.");
        }
    }
}
