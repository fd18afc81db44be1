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
    internal void Report() => core.ReportUnseen(Take().SourceException);

    public void Dispose() => GC.SuppressFinalize(this);

    // Listeners are foreign code, which has no business on the finalizer's thread.
    ~FaultAhead() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => core.ReportUnseen(fault.SourceException);
}
