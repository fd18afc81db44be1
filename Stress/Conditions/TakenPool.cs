namespace Baton.Stress;

/// <summary>Blocks all threads that the .NET pool may have.</summary>
internal sealed class TakenPool : IDisposable
{
    private readonly ManualResetEventSlim _over = new();

    private TakenPool()
    {
        int threads = Environment.ProcessorCount;
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        using CountdownEvent taken = new(threads);
        for (int i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    taken.Signal();
                    _over.Wait();
                },
                null);
        }

        taken.Wait();
    }

    internal static IDisposable Begin() => new TakenPool();

    public void Dispose() => _over.Set();
}
