namespace Baton;

/// <summary>
/// A stretch in which a thread of the library's, or one that happens to pass, completes a task of users. While it lasts, the thread has a
/// synchronization context of the library's own. So .NET sends what awaits the task to the .NET thread pool, or to its own context.
/// </summary>
/// <remarks>
/// <para>Why not <see cref="TaskCreationOptions.RunContinuationsAsynchronously"/>: that sends .NET's own steps to the pool too, such as
/// those of <see cref="Task.WhenAll(Task[])"/>, <c>WaitAsync</c> and <c>Unwrap</c>. A thread that blocks on their task would wait for that
/// pool, which may be starved. Here these run at once.</para>
/// <para>A continuation that asks for it, by <see cref="TaskContinuationOptions.ExecuteSynchronously"/>, runs at once too. So no thread
/// with a baton, no worker and no clock completes such a task.</para>
/// <para>In a run of a test there is no context, and all of these run at once: the .NET thread pool is no part of the run.</para>
/// </remarks>
internal readonly ref struct Elsewhere
{
    private static readonly SynchronizationContext s_context = new Context();

    private readonly SynchronizationContext? _before;

    private Elsewhere(SynchronizationContext? before) => _before = before;

    /// <summary>Begins; disposing the result, on the same thread, ends it.</summary>
    internal static Elsewhere Begin()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(ControlledThread.Current is null ? s_context : null);
        return new Elsewhere(before);
    }

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_before);

    // Continuations run inside an await of .NET's only under a plain context. All that this one adds is that it is not that.
    private sealed class Context : SynchronizationContext
    {
        public override SynchronizationContext CreateCopy() => this;
    }
}
