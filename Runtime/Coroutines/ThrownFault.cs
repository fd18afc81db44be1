using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// An exception that was caught, and is to be thrown again elsewhere. Is made without fail: code that ends for want of memory must be able
/// to end. Then the stack trace is taken when it is thrown.
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
    internal static ThrownFault Capture(Exception exception)
    {
        ExceptionDispatchInfo? trace = null;
        try
        {
            trace = ExceptionDispatchInfo.Capture(exception);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }

        return new ThrownFault(exception, trace);
    }

    [StackTraceHidden]
    internal void Throw() => (_trace ?? ExceptionDispatchInfo.Capture(SourceException)).Throw();
}
