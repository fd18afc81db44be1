using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>What a body threw ahead of its consumer, behind items that the consumer has yet to take.</summary>
/// <remarks>
/// Only the enumerator refers to it. When the garbage collector finds it, no consumer will ever come to the exception, which is then
/// counted as unobserved.
/// </remarks>
internal sealed class FaultAhead<T>(PullCore<T> core, ExceptionDispatchInfo fault) : IThreadPoolWorkItem, IDisposable
{
    /// <summary>The consumer has come to the exception.</summary>
    internal ExceptionDispatchInfo Take()
    {
        Dispose();
        return fault;
    }

    /// <summary>The consumer leaves before it has come to the exception.</summary>
    /// <exception cref="OperationCanceledException">The cancellation of the consumer's driver, which is told of it once.</exception>
    internal void Leave()
    {
        Dispose();
        if (Driver.Current?.WasToldBy(fault.SourceException) == true)
        {
            fault.Throw();
        }

        core.ReportUnseen(fault.SourceException);
    }

    public void Dispose() => GC.SuppressFinalize(this);

    // Listeners are foreign code, which has no business on the finalizer's thread.
    ~FaultAhead() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => core.ReportUnseen(fault.SourceException);
}
