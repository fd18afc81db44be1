using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Baton.Tests;

/// <summary>A plug-in that ships its own copy of the library, in a context that is unloaded: in a process of its own.</summary>
[TestClass]
[BesideOthers]
public sealed class UnloadingTests
{
    [TestMethod]
    [DataRow(nameof(PlugIn.OwnPool))]
    [DataRow(nameof(PlugIn.SharedPoolWithIdleThreads))]
    [DataRow(nameof(PlugIn.Frames))]
    [DataRow(nameof(PlugIn.Bridge))]
    [DataRow(nameof(PlugIn.AsynchronousGenerator))]
    [DataRow(nameof(PlugIn.Everything))]
    public async Task Unload_TheLibraryWasUsed_TheContextIsCollected(string use)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(LoadAndUnload), use);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [TestMethod]
    public async Task Unload_ListenerOfTheMeterThrows_TheUnloadingGoesOn()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(UnloadWithListener));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int UnloadWithListener(string[] _)
    {
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Baton")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.Start();
        listener.MeasurementsCompleted = static (_, _) => throw new InvalidTimeZoneException();
        Load(nameof(PlugIn.OwnPool)); // throws nothing
        listener.MeasurementsCompleted = null;
        return 0;
    }

    [ChildScenario]
    private static int LoadAndUnload(string[] arguments)
    {
        WeakReference context = Load(arguments[0]);
        for (int i = 0; context.IsAlive && i < 100; i++) // less than an idle thread of the library's would stay
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            LongEnough.For(25);
        }

        return context.IsAlive ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Load(string use)
    {
        Own context = new();
        Assembly tests = context.LoadFromAssemblyPath(typeof(UnloadingTests).Assembly.Location);
        tests.GetType(typeof(PlugIn).FullName!, throwOnError: true)!
            .GetMethod(use, BindingFlags.Static | BindingFlags.NonPublic)!
            .Invoke(null, null);
        context.Unload();
        return new WeakReference(context);
    }

    private sealed class Own() : AssemblyLoadContext("plug-in", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == "Baton.Runtime"
            ? LoadFromAssemblyPath(typeof(Coroutine).Assembly.Location)
            : null;
    }

    /// <summary>The plug-in's side. It runs in the copy of this assembly that the context has loaded.</summary>
    internal static class PlugIn
    {
        internal static void OwnPool()
        {
            CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 2 });
            Use(new CoroutineOptions { ThreadPool = pool });
            pool.Dispose();
        }

        internal static void SharedPoolWithIdleThreads() => Use(options: null);

        internal static void Frames() => CoroutineScheduler.Run(() => CoroutineScope.Run(scope =>
        {
            Frame frame = scope.Async(() => Coroutine.Delay(TimeSpan.FromMinutes(5), Coroutine.CancellationToken));
            scope.Async(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1)));
            frame.Cancel();
        }));

        internal static void Bridge() => SyncBridge.RunAsync(new MemoryStream(), static stream => stream.ReadByte()).Wait();

        internal static void AsynchronousGenerator()
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(static yielder => yielder.Suspend(1)).GetAsyncEnumerator();
            items.MoveNextAsync().AsTask().Wait();
            items.DisposeAsync().AsTask().Wait();
        }

        internal static void Everything()
        {
            OwnPool();
            SharedPoolWithIdleThreads();
            Frames();
            CoroutineThreadPool.Shared.Run(() => { }).Wait();
        }

        private static void Use(CoroutineOptions? options)
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
            {
                yielder.Suspend(1);
                return 2;
            }, options);
            coroutine.Resume();
            coroutine.Resume();
        }
    }
}
