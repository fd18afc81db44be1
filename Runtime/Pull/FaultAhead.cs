
namespace Baton;

/// <summary>What a body threw ahead of its consumer, behind items that the consumer has yet to take.</summary>
/// <remarks>
/// Only the enumerator refers to it. When the garbage collector finds it, no consumer will ever come to the exception, which is then
/// counted as unobserved.
/// </remarks>
internal sealed class FaultAhead<T>(PullCore<T> core, Exception fault) : IErrand, IDisposable
{
    IErrand? IErrand.Next { get; set; }

    /// <summary>The consumer has come to the exception.</summary>
    internal Exception Take()
    {
        Dispose();
        return fault;
    }

    /// <summary>The consumer leaves before it has come to the exception.</summary>
    /// <remarks>
    /// If the exception has told the consumer's driver of a cancellation, the driver is told again, at its next suspension point. Nothing
    /// is thrown here, where a failure may be on its way.
    /// </remarks>
    internal static void Leave(PullCore<T> core, Exception fault)
    {
        if (Driver.Current is { } driver && driver.WasToldIn(core, fault))
        {
            driver.TellAgain();
        }
        else if (Driver.Current is not null || !OutsideTelling.TryTellAgain(fault))
        {
            core.ReportUnseen(fault);
        }
    }

    public void Dispose() => GC.SuppressFinalize(this);

    // Listeners are foreign code, which has no business on the finalizer's thread.
    ~FaultAhead() => Errands.Send(this);

    void IErrand.Run() => core.ReportUnseen(fault);
}
