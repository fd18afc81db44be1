namespace Baton.Tests;

/// <summary>Base of the tests of scopes: functions that wait for ever, and what they do when they are canceled.</summary>
public abstract class ScopeTest : SchedulerTest
{
    private protected static void WaitForEver() => new TaskCompletionSource().Task.Await();

    /// <summary>Logs that the wait was canceled, and goes on canceling.</summary>
    private protected void LogCancellation(string name, Action wait)
    {
        try
        {
            wait();
        }
        catch (OperationCanceledException)
        {
            Log.Add(name);
            throw;
        }
    }

    /// <summary>Logs that the wait was canceled, and returns.</summary>
    private protected void LogAndSwallow(string name, Action wait)
    {
        try
        {
            wait();
        }
        catch (OperationCanceledException)
        {
            Log.Add(name);
        }
    }

    private protected static void WaitAndFailInCleanUp(Exception failure)
    {
        try
        {
            WaitForEver();
        }
        catch (OperationCanceledException)
        {
            throw failure;
        }
    }

    /// <summary>
    /// As <see cref="WaitAndFailInCleanUp"/>, always ready: several of them are canceled in the order in which they were started.
    /// </summary>
    private protected static void YieldAndFailInCleanUp(Exception failure)
    {
        try
        {
            while (true)
            {
                Coroutine.Yield();
            }
        }
        catch (OperationCanceledException)
        {
            throw failure;
        }
    }
}
