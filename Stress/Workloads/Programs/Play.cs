using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Baton.Stress;

/// <summary>One performance of a drawn program, and the account of what happened in it. Any thread.</summary>
internal sealed class Play(Iteration iteration, ProgramTraits traits, CoroutineThreadPool coroutines) : IDisposable
{
    private readonly ConcurrentDictionary<Exception, bool> _thrown = new(ReferenceEqualityComparer.Instance); // true: seen
    private readonly ConcurrentQueue<Frame> _frames = new();
    private readonly CancellationTokenSource _all = new();
    private readonly ConcurrentDictionary<ProgramStep, string> _open = new(); // where each step that is not over was entered
    private int _entered;   // interlocked, as the next
    private int _left;

    internal Checks Checks => iteration.Checks;

    internal ProgramTraits Traits => traits;

    /// <summary>Has a thread for everybody.</summary>
    internal CoroutineThreadPool Pool => iteration.Pool;

    /// <summary>For coroutines. Their pool may refuse them if the program was drawn so.</summary>
    internal CoroutineOptions InPool { get; } = new() { ThreadPool = coroutines };

    /// <summary>Fires when somebody cancels the whole run.</summary>
    internal CancellationToken Token => _all.Token;

    internal bool HasFrame => !_frames.IsEmpty;

    internal void Enter(ProgramStep step)
    {
        Interlocked.Increment(ref _entered);
        _open[step] = $"{CoroutineScheduler.Current?.ToString() ?? "no scheduler"}, {Thread.CurrentThread.Name}";
    }

    internal void Leave(ProgramStep step)
    {
        _open.TryRemove(step, out _);
        Interlocked.Increment(ref _left);
    }

    /// <summary>The steps that are not over.</summary>
    internal string Tell() => $"{traits}, canceled: {_all.IsCancellationRequested}\n  " + string.Join(
        "\n  ", _open.OrderBy(step => step.Key.Number).Select(step => $"{step.Key}, in {step.Value}"));

    /// <summary>The frame may be canceled from now on.</summary>
    internal void Offer(Frame frame) => _frames.Enqueue(frame);

    internal void CancelAll() => _all.Cancel();

    internal void CancelOne(Random random)
    {
        Frame[] frames = [.. _frames];
        if (frames.Length > 0)
        {
            frames[random.Next(frames.Length)].Cancel();
        }
    }

    internal ScenarioException NewFailure(int number)
    {
        ScenarioException failure = new(number);
        _thrown[failure] = false;
        return failure;
    }

    /// <summary>The failure, and all that came with it, have reached code that wanted to know.</summary>
    internal void Saw(Exception exception)
    {
        foreach (Exception failure in Failures.In(exception))
        {
            _thrown[failure] = true;
        }
    }

    /// <summary>May this exception come out of a step of this program?</summary>
    internal void CheckAllowed(ProgramStep step, Exception exception) => Checks.That(
        "only what was drawn comes out of a step",
        Failures.Parts(exception).All(IsAllowed),
        () => $"{step.GetType().Name}, {traits}: {exception}");

    private bool IsAllowed(Exception exception) => exception switch
    {
        ScenarioException => traits.Fails && _thrown.ContainsKey(exception),
        OperationCanceledException => traits.Cancels || traits.Fails || traits.Leaves || traits.FewThreads,
        CoroutineLimitException or CoroutineDeadlockException => traits.FewThreads,
        QueueCompletedException => !traits.IsCalm,
        _ => false,
    };

    /// <summary>When all is over.</summary>
    /// <param name="thrown">What came out of the whole program.</param>
    internal void CheckEnd(Exception? thrown)
    {
        if (thrown is not null)
        {
            Saw(thrown);
        }

        Checks.Equal("every step that was entered was left, once", _entered, _left);
        Checks.That("a program in which nothing may fail ends well", !traits.IsCalm || thrown is null, () => $"{thrown}");
        Exception[] lost = [.. _thrown.Where(failure => !failure.Value).Select(failure => failure.Key)];
        Checks.That("no failure is lost", lost.Length == 0, () =>
            $"{lost.Length} of {_thrown.Count} in {traits}: {lost[0]}; out came {thrown}");
        Checks.Held("a step ended as drawn", _left);
    }

    public void Dispose() => _all.Dispose();

    /// <summary>Runs both, as a using statement would: what the second throws replaces what the first threw.</summary>
    internal void Both(Action body, Action dispose)
    {
        Exception? first = Catch(body);
        Exception? second = Catch(dispose);
        if (first is not null && second is not null)
        {
            Saw(first);
        }

        Rethrow(second ?? first);
    }

    /// <summary>Waits for the task's end, also if the waiting frame is canceled meanwhile. Then throws what is to be thrown.</summary>
    internal static void Outlast(Task task)
    {
        Exception? canceled = null;
        while (!task.IsCompleted)
        {
            try
            {
                task.Await();
            }
            catch (OperationCanceledException e) when (!task.IsCompleted)
            {
                canceled = e; // no more than once for each cancellation
            }
            catch (Exception) when (task.IsCompleted)
            {
                // looked at below
            }
        }

        AggregateException? failures = task.Exception;
        Rethrow((failures is { InnerExceptions.Count: 1 } ? failures.InnerException : failures) ?? canceled);
        if (task.IsCanceled)
        {
            task.Await();
        }
    }

    internal static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) // the caller decides
        {
            return e;
        }
    }

    internal static void Rethrow(Exception? exception)
    {
        if (exception is not null)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }
}
