using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// An exception that was caught, and is to be thrown again elsewhere. Is made without fail: code that ends for want of memory must be able
/// to end. Then the stack trace is taken when it is thrown, or is lost.
/// </summary>
internal readonly struct ThrownFault
{
    private readonly ExceptionDispatchInfo? _trace; // null: there was no memory

    private ThrownFault(Exception exception, ExceptionDispatchInfo? trace)
    {
        SourceException = exception;
        _trace = trace;
    }

    internal Exception SourceException { get; }

    /// <summary>Does not fail.</summary>
    internal static ThrownFault Capture(Exception exception) => new(exception, TryTrace(exception));

    [StackTraceHidden]
    internal void Throw()
    {
        (_trace ?? TryTrace(SourceException))?.Throw();
        throw SourceException; // without the trace
    }

    private static ExceptionDispatchInfo? TryTrace(Exception exception)
    {
        try
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }
}
