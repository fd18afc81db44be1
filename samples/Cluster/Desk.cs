namespace Baton.Samples;

/// <summary>Old code that asks a slow service, and waits. It stands for a driver or a library that knows nothing of grains.</summary>
internal static class Desk
{
    private static volatile TaskCompletionSource s_open = Opened(); // Close and Open
    private static int s_waiting; // interlocked

    /// <summary>Orders that wait at the desk.</summary>
    internal static int Waiting => Volatile.Read(ref s_waiting);

    internal static void Close() => s_open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static void Open() => s_open.TrySetResult();

    internal static async Task WhenWaitingAsync(int orders)
    {
        while (Waiting < orders)
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Blocks for a while, or for as long as the desk is closed.</summary>
    internal static void Hand(string order)
    {
        Interlocked.Increment(ref s_waiting);
        try
        {
            Thread.Sleep(order.Length);
            s_open.Task.Await(); // suspends: a stop can cancel it, and not Thread.Sleep
        }
        finally
        {
            Interlocked.Decrement(ref s_waiting);
        }
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource open = new();
        open.SetResult();
        return open;
    }
}
