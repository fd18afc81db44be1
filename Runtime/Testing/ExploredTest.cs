using System.Reflection;

namespace Baton.Testing;

/// <summary>A test that is explored: runs it as one schedule. Any number of runs may share it.</summary>
/// <param name="test">The test's body.</param>
/// <param name="argument">What the user gives <c>Explore.Replay</c>, for reports.</param>
/// <param name="prefix">What comes before the schedule's text there.</param>
internal sealed class ExploredTest(Action<TestScheduler> test, string argument = "test", string prefix = "")
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    // The seams leave this word in the assembly that they are compiled into.
    private readonly bool _hasSeams = ((test.Target as AsyncTest)?.Test ?? (Delegate)test).Method.Module.Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Any(static one => one.Key == "Baton.Seams");

    internal string Argument => argument;

    internal string Prefix => prefix;

    /// <summary>What has explored it, for reports.</summary>
    internal string Explored => prefix.Length == 0 ? "Explore.Run" : "Explore.Linearizable";

    /// <summary>The run's conductor: runs the schedule to its end.</summary>
    internal void Run(TestRun run, Schedule schedule)
    {
        run.Seams.AreCompiled = _hasSeams;
        run.Run(schedule, static on => ((Body)on).Run(), new Body(test, run, _context));
    }

    /// <summary>The test's body, as a strand.</summary>
    private sealed class Body(Action<TestScheduler> test, TestRun run, ExecutionContext? context)
    {
        internal void Run()
        {
            try
            {
                if (context is null)
                {
                    test(run.Scheduler);
                }
                else
                {
                    ExecutionContext.Run(context, static body => ((Body)body!).RunTest(), this);
                }
            }
            catch (Exception e) // what it is, the report says
            {
                run.Fail(new ScheduleFailure(FailureKind.Assertion, ScheduleFailure.Quote(e), e));
            }
        }

        private void RunTest() => test(run.Scheduler);
    }
}
