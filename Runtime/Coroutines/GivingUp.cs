using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Loader;

namespace Baton;

/// <summary>
/// Gives up a body or a frame that is to be unwound, but has native frames on its stack. The body or frame ends, and its thread never runs
/// it any further.
/// </summary>
/// <remarks>
/// <para>The scopes that are open on the stack end as if the exception came out of their blocks. No other clean-up runs. The thread is
/// written off, and told of as quarantined: it keeps the stack, with the native frames and all that these have locked.</para>
/// <para>There are two occasions. The library looks at the stack before it raises an exception. And the runtime tells when an exception has
/// come to native frames, whoever has thrown it: the stack is still whole then, and the process ends only when the event returns.</para>
/// </remarks>
internal static class GivingUp
{
    private const string Rule = "no exception can cross native frames";

    static GivingUp()
    {
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        if (AssemblyLoadContext.GetLoadContext(typeof(GivingUp).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        }
    }

    /// <summary>Any thread: from now on the runtime's word is listened for.</summary>
    internal static void Watch()
    {
        // The static constructor does the work, once.
    }

    /// <summary>What an exception of this type would come to, if it were thrown here. Null: no native frames.</summary>
    internal static string? FindInWayOf(Type exception) => RunsFor.IsGivenUp ? null : NativeFrames.FindInWayOf(exception);

    /// <summary>As <see cref="FindInWayOf"/>, also on the stacks that the exception would come out to.</summary>
    internal static NativeObstacle FindOnWayOf(Type exception) => RunsFor.IsGivenUp ? default : NativeFrames.FindOnWayOf(exception);

    /// <summary>Throws the exception; gives up instead, if native frames are in the way.</summary>
    [DoesNotReturn]
    [StackTraceHidden]
    internal static void Throw(Exception exception) => Throw(exception, FindInWayOf(exception.GetType()));

    /// <inheritdoc cref="Throw(Exception)"/>
    /// <param name="exception">The exception.</param>
    /// <param name="native">What a look has found. Null: nothing.</param>
    [DoesNotReturn]
    [StackTraceHidden]
    internal static void Throw(Exception exception, string? native)
    {
        if (native is not null)
        {
            GiveUpHere(exception, $"it was to be unwound below {native}, and {Rule}");
        }

        throw exception;
    }

    /// <summary>The refusal to throw a user's exception into a body.</summary>
    internal static InvalidOperationException Refusal(CoroutineCore coroutine, Exception exception, string native) => new(
        $"{coroutine} is suspended below {native}, and {Rule}: the {exception.GetType().Name} would end the process. Nothing has " +
        "changed. Resume the coroutine until it has left the native code, or catch the exception in the callback.",
        exception);

    /// <summary>The body's thread, or the frame's: the stack is given up from here on.</summary>
    internal static void Begin() => RunsFor.IsGivenUp = true;

    /// <summary>The given-up stack's thread: ends the open blocks, innermost first. Returns what comes out of the last.</summary>
    internal static ThrownFault End(OpenBlock? innermost, ThrownFault fault)
    {
        for (OpenBlock? block = innermost; block is not null; block = block.Around)
        {
            fault = block.GiveUp(fault);
        }

        return fault;
    }

    /// <summary>The given-up stack's thread, which has neither a baton nor a tenant any more. Never returns.</summary>
    [DoesNotReturn]
    internal static void Park()
    {
        while (true)
        {
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                // nothing can be done with this thread any more
            }
        }
    }

    // On the thread that has thrown, before anything of its stack is unwound. Once this returns, the process ends.
    private static void OnUnhandled(object? sender, UnhandledExceptionEventArgs? unhandled)
    {
        if (!RunsFor.IsGivenUp && unhandled?.ExceptionObject is Exception exception)
        {
            string native = NativeFrames.FindAny() is { } name ? $"the native frames of {name}" : "native frames";
            GiveUpHere(exception, $"a {exception.GetType().FullName} came to {native}, and {Rule}: {MessageOf(exception)}");
        }
    }

    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return "(its message could not be read)";
        }
    }

    // Returns only if that is not possible.
    private static void GiveUpHere(Exception exception, string reason)
    {
        if (CoroutineCore.Current is { } coroutine)
        {
            coroutine.GiveUp(exception, reason);
        }
        else if (Driver.OfThread is { CanBeGivenUp: true } driver)
        {
            driver.GiveUp(exception, reason);
        }
    }
}
