using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baton.Testing;

/// <summary>A thread that code with seams has started in a run. It is a strand.</summary>
/// <remarks>
/// What the thread runs was given to its constructor, which no seam reaches. So that is wrapped: .NET keeps it in a field until the thread
/// begins. Where there is no such field, the run refuses the thread.
/// </remarks>
internal sealed class SeamThread
{
    /// <summary>What it is, in one word.</summary>
    internal const string Kind = "thread";

    private const string Starts = "starts thread";

    private static readonly ConditionalWeakTable<Thread, SeamThread> s_all = [];
    private static readonly FieldInfo? s_helper = typeof(Thread).GetField("_startHelper", BindingFlags.NonPublic | BindingFlags.Instance);

    private static readonly FieldInfo? s_function = Type.GetType("System.Threading.Thread+StartHelper, System.Private.CoreLib")
        ?.GetField("_start", BindingFlags.NonPublic | BindingFlags.Instance);

    private readonly TestRun _run;
    private readonly RunThread _control;

    private SeamThread(TestRun run)
    {
        _run = run;
        _control = new RunThread(run);
    }

    /// <summary>Of the strand.</summary>
    internal string Name => _control.Name;

    internal bool IsOver => _control.State == StrandState.Over;

    /// <summary>Null: the thread is none of the run.</summary>
    internal static SeamThread? Of(Thread thread, TestRun run) =>
        s_all.TryGetValue(thread, out SeamThread? found) && found._run == run ? found : null;

    /// <summary>Starts a thread as a strand. It begins when its turn comes.</summary>
    /// <param name="strand">The calling one.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="start">Starts it for real.</param>
    internal static void Start(RunThread strand, Thread thread, Action start)
    {
        TestRun run = strand.Run;
        SeamCall.Go(strand, thread, true, Starts);
        if ((thread.ThreadState & ThreadState.Unstarted) == 0)
        {
            start(); // which refuses
        }
        else if (s_helper?.GetValue(thread) is { } helper && s_function?.GetValue(helper) is Delegate function)
        {
            new SeamThread(run).Start(thread, start, helper, function);
        }
        else if (run.Refuse("a thread, of which this version of .NET does not tell what it runs") is { } refused)
        {
            throw refused;
        }
        else
        {
            start();
        }
    }

    private void Start(Thread thread, Action start, object helper, Delegate function)
    {
        Delegate wrapped = function is ParameterizedThreadStart takes
            ? new ParameterizedThreadStart(on => Run(() => takes(on)))
            : new ThreadStart(() => Run(() => ((ThreadStart)function)()));
        s_function!.SetValue(helper, wrapped);
        s_all.Add(thread, this);
        _control.Begin(new SeamTenant(Kind, thread.Name, thread.IsBackground));
        _run.Schedule.Interleaving?.Name(Starts, $"starts {StrandNames.WithKind(Kind, Name)}");
        thread.IsBackground = true; // a run that hangs must not keep the process
        start();
        _control.BeStarted();
    }

    private void Run(Action function)
    {
        _control.Arrive();
        ThreadSlots.Prepare();
        _control.BeIdle();
        SynchronizationContext.SetSynchronizationContext(_run.Context);
        try
        {
            function();
        }
        catch (Exception e) // in production it would end the process
        {
            _run.Fail(new ScheduleFailure(FailureKind.Assertion, $"{_control.Name}: {ScheduleFailure.Quote(e)}", e));
        }

        SynchronizationContext.SetSynchronizationContext(null);
        _control.Leave();
    }
}
