#pragma warning disable CA2016 // which waits get the token is what is tested

using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Streams and sequences that obey their token, and get on later.</summary>
internal static class InnerThatGetsOn
{
    internal static void Read(Stream inner)
    {
        using SuspendingStream stream = new(inner);
        Assert.AreEqual(1, stream.Read(new byte[1]));
    }

    /// <summary>Obeys its token, and gets on when the time is over, or when the queue has an item.</summary>
    internal static ScriptedStream Stream(int late, CoroutineQueue<int>? goOn = null)
    {
        async Task GetOn(CancellationToken token)
        {
            if (goOn is null || late > 0)
            {
                await Late.After(late + 1, token);
            }
            else
            {
                await goOn.DequeueAsync(token);
                goOn.Enqueue(1);
            }
        }

        return new()
        {
            OnRead = async (_, token) =>
            {
                await GetOn(token);
                return 1;
            },
            OnWrite = async (_, token) => await GetOn(token),
            OnFlush = GetOn,
        };
    }

    internal static async IAsyncEnumerable<int> Items(
        int late, CoroutineQueue<int>? goOn = null, [EnumeratorCancellation] CancellationToken token = default)
    {
        await Late.After(late + 1, token);
        yield return goOn is null ? 1 : await goOn.DequeueAsync(token);
    }
}
