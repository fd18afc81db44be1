using System.Runtime.ExceptionServices;
using Baton.Testing;

namespace Baton.Tests.Seamed;

/// <summary>A schedule that fails while one of its strands is, or comes to, where no exception may come out.</summary>
internal sealed class HandlerProgram(string step, bool isGuarded, TestScheduler scheduler)
{
    [ThreadStatic]
    private static HandlerProgram? s_here; // of the strand that is in question

    [ThreadStatic]
    private static bool s_isHandling;

    private readonly TaskCompletionSource _isThere = new();
    private readonly TaskCompletionSource _isHeld = new();
    private readonly TaskCompletionSource _never = new();
    private readonly object _held = new();
    private readonly bool _isGuarded = isGuarded;
    private int _count;

    /// <summary>What a strand may do at such a place.</summary>
    internal static string[] Steps { get; } = ["a field", "a point", "a lock", "a lock, with a limit", "a task"];

    /// <summary>How the strand is told of the end, and what it throws then.</summary>
    internal static string[] Ends { get; } = ["at a wait", "at a step", "by its own exception", "in a frame", "in a frame, twice"];

    /// <summary>The handler.</summary>
    internal static void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (s_here is { } program && !(program._isGuarded && s_isHandling))
        {
            s_isHandling = true;
            program.Step();
            s_isHandling = false;
        }
    }

    /// <summary>Fails. One strand ends so that the handler comes to run.</summary>
    internal void Fail(string end) => FailBeside(() => End(end));

    /// <summary>Fails. One strand is in a callback of native code.</summary>
    internal void FailBelow(Action<Action> native) => FailBeside(() => native(() =>
    {
        _isThere.TrySetResult();
        for (int last = -1; last != _count;) // steps are made again and again, and a wait once
        {
            last = _count;
            Step();
        }
    }));

    private void FailBeside(Action strand)
    {
        Start(() =>
        {
            lock (_held)
            {
                _isHeld.TrySetResult();
                _never.Task.Wait();
            }
        });
        _isHeld.Task.Wait();
        Start(() =>
        {
            s_here = this;
            try
            {
                strand();
            }
            catch (Exception e) when (e is OperationCanceledException or FormatException)
            {
                // as it is meant
            }
            finally
            {
                s_here = null;
            }
        });
        _isThere.Task.Wait();
        throw new InvalidOperationException("the program fails");
    }

    private static void Start(Action body) => new Thread(() => body()) { IsBackground = true }.Start();

    private void End(string end)
    {
        switch (end)
        {
            case "at a wait":
                WaitForEver();
                break;
            case "at a step":
                _isThere.TrySetResult();
                while (Volatile.Read(ref _count) >= 0)
                {
                }

                break;
            case "by its own exception":
                try
                {
                    WaitForEver();
                }
                catch (OperationCanceledException)
                {
                    throw new FormatException();
                }

                break;
            case "in a frame":
                CoroutineScheduler.Run(WaitForEver);
                break;
            default:
                CoroutineScheduler.Run(() => CoroutineScheduler.Run(WaitForEver));
                break;
        }
    }

    private void WaitForEver()
    {
        _isThere.TrySetResult();
        _never.Task.Wait();
    }

    private void Step()
    {
        switch (step)
        {
            case "a field":
                Interlocked.Increment(ref _count);
                break;
            case "a point":
                scheduler.Point("in the handler");
                _count++;
                break;
            case "a lock":
                lock (_held)
                {
                }

                break;
            case "a lock, with a limit":
                if (Monitor.TryEnter(_held, 1000))
                {
                    Monitor.Exit(_held);
                }

                break;
            default:
                _never.Task.Wait();
                break;
        }
    }
}
