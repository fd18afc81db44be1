using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>
/// Many bridges at once over streams of every behaviour, some canceled at any moment: each ends in one of the two ways, and nothing is
/// left.
/// </summary>
[TestClass]
public sealed class SyncBridgeMixTests : SchedulerTest
{
    private const int Length = 400;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Test", MaxThreads = 8 };

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task RunAsync_RandomStreamsAndCancellations_EachBodyGetsItsBytesOrIsCanceled(int seed)
    {
        Random random = new(seed);
        Task<bool>[] bridges = [.. Enumerable.Range(0, 300).Select(_ => Bridge(random.Next(), random.Next(3) == 0))];

        bool[] done = await Task.WhenAll(bridges);

        Assert.Contains(true, done);
        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "all threads are back");
    }

    [TestMethod]
    public async Task RunAsync_TokenOutlivesIt_KeepsNothingOfIt()
    {
        using CancellationTokenSource longLived = new();

        WeakReference[] kept = await Run(longLived.Token);
        await Task.Yield(); // off the stack of what has completed the task

        Eventually.Collected(kept[0], "the inner stream");
        Eventually.Collected(kept[1], "what the body closed over");
        await longLived.CancelAsync();
    }

    private async Task<bool> Bridge(int seed, bool isCanceled)
    {
        using CancellationTokenSource source = new();
        Task<int> run = SyncBridge.RunAsync(RandomStream(seed), SumAll, OnPool, source.Token);
        if (isCanceled)
        {
            await Task.Yield();
            await source.CancelAsync();
        }

        try
        {
            Assert.AreEqual(Enumerable.Range(0, Length).Sum(i => (byte)i), await run);
            return true;
        }
        catch (OperationCanceledException e)
        {
            Assert.AreEqual(source.Token, e.CancellationToken);
            return false;
        }
    }

    private static int SumAll(Stream stream)
    {
        int sum = 0;
        Span<byte> buffer = stackalloc byte[50];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            foreach (byte b in buffer[..read])
            {
                sum += b;
            }

            int single = stream.ReadByte();
            if (single < 0)
            {
                break;
            }

            sum += single;
        }

        return sum;
    }

    private static ScriptedStream RandomStream(int seed)
    {
        Random random = new(seed);
        int position = 0;
        return new ScriptedStream
        {
            OnRead = async (memory, _) =>
            {
                int from = position;
                int count = Math.Min(random.Next(1, memory.Length + 1), Length - from);
                int half = count / 2;
                position += count;
                await InnerBehaviour.Do(
                    (Inner)random.Next(6),
                    () => Fill(memory.Span[..half], from),
                    () => Fill(memory.Span[half..count], from + half));
                return count;
            },
        };
    }

    private static void Fill(Span<byte> bytes, int from)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(from + i);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference[]> Run(CancellationToken token)
    {
        object local = new();
        ScriptedStream inner = SyncBridgeTests.Slow("abc");
        WeakReference[] references = [new(inner), new(local)];
        await SyncBridge.RunAsync(
            inner,
            stream =>
            {
                stream.ReadByte();
                GC.KeepAlive(local);
            },
            OnPool,
            token);
        return references;
    }
}
