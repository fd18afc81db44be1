namespace Baton.Tests;

/// <summary>
/// Each door that runs a function lets out what the language would. Clean-up that throws and catches exceptions of its own changes nothing.
/// </summary>
[TestClass]
public sealed class WhatComesOutTests : SchedulerTest
{
    public static IEnumerable<object[]> Doors { get; } =
    [
        .. new[]
        {
            "coroutine", "coroutine thrown into", "coroutine disposed", "generator", "generator disposed", "async generator", "frame",
            "main", "main awaited", "scope", "function in a scope", "work", "work awaited", "parser's result", "parser's items",
            "parser disposed", "bridge", "bridge canceled",
        }.Select(door => new object[] { door }),
    ];

    [TestMethod]
    [DynamicData(nameof(Doors))]
    public async Task Function_CleanUpThrowsAndCatchesAnother_TheFirstComesOut(string door)
    {
        InvalidOperationException first = new("first");

        Exception? actual = await ThroughAsync(door, () => FailTwiceAsOne(first));

        Assert.AreSame(first, actual);
    }

    /// <summary>The exceptions follow each other like this: the first is on its way when the second and the third come and go.</summary>
    private static void FailTwiceAsOne(Exception first)
    {
        using Cleanup both = new(() =>
        {
            try
            {
                using Cleanup third = new(() => throw new TimeoutException("third"));
                throw new NotSupportedException("second");
            }
            catch (TimeoutException)
            {
                // the second never reached a catch
            }
        });
        throw first;
    }

    private async Task<Exception?> ThroughAsync(string door, Action fail)
    {
        try
        {
            switch (door)
            {
                case "coroutine":
                    Coroutine.Create<int>(_ => Fail(fail), InPool).Resume();
                    break;
                case "coroutine thrown into":
                    Suspended(fail).Throw(new NotSupportedException());
                    break;
                case "coroutine disposed":
                    Suspended(fail).Dispose();
                    break;
                case "generator":
                    _ = Coroutine.Generate<int>(_ => fail(), options: InPool).Count();
                    break;
                case "generator disposed":
                    _ = Coroutine.Generate<int>(yielder => SuspendThen(yielder, fail), options: InPool).First();
                    break;
                case "async generator":
                    await Coroutine.GenerateAsync<int>(_ => fail(), options: InPool).CountAsync();
                    break;
                default:
                    await ThroughASchedulerAsync(door, fail);
                    break;
            }
        }
        catch (Exception e)
        {
            return e;
        }

        return null;
    }

    private async Task ThroughASchedulerAsync(string door, Action fail)
    {
        switch (door)
        {
            case "frame":
                Run(() => Coroutine.Async(fail).Await());
                break;
            case "main":
                Run(fail);
                break;
            case "main awaited":
                await CoroutineScheduler.RunAsync(fail, OnPool);
                break;
            case "scope":
                Run(() => CoroutineScope.Run(_ => fail()));
                break;
            case "function in a scope":
                RunInAScope(fail);
                break;
            case "work":
                Pool.Run(fail).GetAwaiter().GetResult();
                break;
            case "work awaited":
                Run(() => Pool.Run(fail).Await());
                break;
            default:
                await ThroughPortingAsync(door, fail);
                break;
        }
    }

    private async Task ThroughPortingAsync(string door, Action fail)
    {
        switch (door)
        {
            case "parser's result":
                PushParser.OverStream(_ => Fail(fail), InPool).TryRead(out _);
                break;
            case "parser's items":
                PushParser.OverStream<int>((_, _) => fail(), InPool).TryRead(out _);
                break;
            case "parser disposed":
                PushParser<byte, int> parser = PushParser.OverStream<int>((_, yielder) => SuspendThen(yielder, fail), InPool);
                parser.TryRead(out _);
                parser.Dispose();
                break;
            case "bridge":
                await SyncBridge.RunAsync(Stream.Null, _ => fail(), OnPool);
                break;
            default:
                await ThroughACanceledBridgeAsync(fail);
                break;
        }
    }

    private async Task ThroughACanceledBridgeAsync(Action fail)
    {
        using CancellationTokenSource source = new();
        await SyncBridge.RunAsync(
            new StalledStream(),
            stream =>
            {
                using Cleanup failing = new(fail);
                source.Cancel();
                stream.ReadByte();
            },
            OnPool,
            source.Token);
    }

    private void RunInAScope(Action fail) => Run(() => CoroutineScope.Run(scope => { scope.Async(fail); }));

    private Coroutine<int> Suspended(Action fail)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder => SuspendThen(yielder, fail), InPool);
        coroutine.Resume();
        return coroutine;
    }

    private static int SuspendThen(Yielder<int> yielder, Action fail)
    {
        using Cleanup failing = new(fail);
        yielder.Suspend(1);
        return 2;
    }

    private static int Fail(Action fail)
    {
        fail();
        return 0;
    }
}
