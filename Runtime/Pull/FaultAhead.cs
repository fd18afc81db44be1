using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// What a body threw ahead of its consumer, behind items that the consumer has yet to take. Held by the enumerator alone: when the
/// garbage collector finds it, nobody will ever come to the exception, and it is counted as unobserved.
/// </summary>
internal sealed class FaultAhead<T>(PullCore<T> core, ExceptionDispatchInfo fault) : IThreadPoolWorkItem, IDisposable
{
    /// <summary>The consumer has come to it.</summary>
    internal ExceptionDispatchInfo Take()
    {
        Dispose();
        return fault;
    }

    /// <summary>The consumer leaves without coming to it.</summary>
    internal void Report() => core.ReportUnseen(Take().SourceException);

    public void Dispose() => GC.SuppressFinalize(this);

    // Listeners are somebody else's code, which has no business on the finalizer's thread.
    ~FaultAhead() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => core.ReportUnseen(fault.SourceException);
}
