namespace Baton.Stress;

/// <summary>An asynchronous call as clients of remote services have it.</summary>
internal static class SlowAnswer
{
    internal static async Task<int> GetAsync(int milliseconds)
    {
        await Task.Delay(milliseconds).ConfigureAwait(false);
        return milliseconds;
    }
}
