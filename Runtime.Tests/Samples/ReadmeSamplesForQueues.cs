namespace Baton.Tests;

/// <summary>The code that the README shows about queues and select, between its marks.</summary>
internal static class ReadmeSamplesForQueues
{
    // sample: AwaitOrGiveBack
    internal static T AwaitOrGiveBack<T>(Task<T> task, Action<T> giveBack)
    {
        try
        {
            return task.Await();
        }
        catch // the frame was canceled: what the task takes all the same would be nobody's
        {
            task.ContinueWith(taken => giveBack(taken.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
    }
    // end of sample
}
