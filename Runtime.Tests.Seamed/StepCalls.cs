using System.Runtime.CompilerServices;

namespace Baton.Tests.Seamed;

/// <summary>Calls of .NET before which another thread may come. Each lies between a read and a write, and so an update is lost.</summary>
internal static class StepCalls
{
    /// <summary>By name. Each makes what all strands of a schedule call.</summary>
    internal static Dictionary<string, Func<Action>> All { get; } = new()
    {
        ["task.GetAwaiter().GetResult()"] = static () => static () => Task.CompletedTask.GetAwaiter().GetResult(),
        ["taskOf.GetAwaiter().GetResult()"] = static () => static () => Task.FromResult(1).GetAwaiter().GetResult(),
        ["task.ConfigureAwait().GetAwaiter().GetResult()"] =
            static () => static () => Task.CompletedTask.ConfigureAwait(false).GetAwaiter().GetResult(),
        ["taskOf.ConfigureAwait().GetAwaiter().GetResult()"] =
            static () => static () => Task.FromResult("a").ConfigureAwait(false).GetAwaiter().GetResult(),
        ["an awaiter that is kept"] = static () =>
        {
            TaskAwaiter<int> awaiter = Task.FromResult(1).GetAwaiter();
            return () => awaiter.GetResult();
        },
        ["valueTask.GetAwaiter().GetResult()"] = static () => static () => default(ValueTask).GetAwaiter().GetResult(),
        ["valueTaskOf.GetAwaiter().GetResult()"] =
            static () => static () => new ValueTask<int>(Task.FromResult(1)).GetAwaiter().GetResult(),
        ["valueTask.ConfigureAwait().GetAwaiter().GetResult()"] =
            static () => static () => new ValueTask(Task.CompletedTask).ConfigureAwait(false).GetAwaiter().GetResult(),
        ["valueTaskOf.ConfigureAwait().GetAwaiter().GetResult()"] =
            static () => static () => new ValueTask<int>(1).ConfigureAwait(false).GetAwaiter().GetResult(),
        ["task.Wait(time, token)"] = static () => static () => Task.CompletedTask.Wait(TimeSpan.FromDays(1), CancellationToken.None),
        ["Task.WaitAll(tasks, time)"] = static () => Tasks(static tasks => Task.WaitAll(tasks, TimeSpan.FromDays(1))),
        ["Task.WaitAll(tasks, milliseconds)"] = static () => Tasks(static tasks => Task.WaitAll(tasks, 1)),
        ["Task.WaitAll(tasks, token)"] = static () => Tasks(static tasks => Task.WaitAll(tasks, CancellationToken.None)),
        ["Task.WaitAll(sequence)"] = static () => Tasks(static tasks => Task.WaitAll(tasks.AsEnumerable(), CancellationToken.None)),
        ["Task.WaitAny(tasks, time)"] = static () => Tasks(static tasks => Task.WaitAny(tasks, TimeSpan.FromDays(1))),
        ["Task.WaitAny(tasks, milliseconds)"] = static () => Tasks(static tasks => Task.WaitAny(tasks, 1)),
        ["Task.WaitAny(tasks, token)"] = static () => Tasks(static tasks => Task.WaitAny(tasks, CancellationToken.None)),
        ["WaitHandle.WaitAll"] = static () => Handles(static handles => WaitHandle.WaitAll(handles)),
        ["WaitHandle.WaitAny"] = static () => Handles(static handles => WaitHandle.WaitAny(handles, 10)),
        ["WaitHandle.SignalAndWait"] = static () => Handles(static handles => WaitHandle.SignalAndWait(handles[0], handles[1])),
        ["token.Register"] = static () => Tokens(static token => token.Register(static () => { })),
        ["token.Register with a state"] = static () => Tokens(static token => token.Register(static _ => { }, null)),
        ["token.UnsafeRegister"] = static () => Tokens(static token => token.UnsafeRegister(static _ => { }, null)),
        ["token.ThrowIfCancellationRequested"] = static () => Tokens(static token => token.ThrowIfCancellationRequested()),
        ["source.CancelAsync"] = static () =>
        {
            CancellationTokenSource source = new();
            return () => source.CancelAsync().Wait();
        },
        ["LazyInitializer.EnsureInitialized"] = static () =>
        {
            object? made = null;
            return () => LazyInitializer.EnsureInitialized(ref made, static () => new object());
        },
        ["LazyInitializer.EnsureInitialized with a lock"] = static () =>
        {
            (int made, bool isMade, object? gate) = (0, false, null);
            return () => LazyInitializer.EnsureInitialized(ref made, ref isMade, ref gate, static () => 1);
        },
    };

    /// <summary>Two threads add one each.</summary>
    internal static void AddAround(Func<Action> newCall, bool isRepaired)
    {
        Action call = newCall();
        int sum = 0;
        Thread[] threads = [new(Add), new(Add)];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        if (sum != 2)
        {
            throw new InvalidOperationException("an update is lost");
        }

        void Add()
        {
            int read = sum;
            call();
            sum = (isRepaired ? sum : read) + 1;
        }
    }

    private static Action Tasks(Action<Task[]> call) => () => call([Task.CompletedTask, Task.FromResult(1)]);

    private static Action Handles(Action<WaitHandle[]> call)
    {
        WaitHandle[] handles = [new ManualResetEvent(true), new ManualResetEvent(true)];
        return () => call(handles);
    }

    private static Action Tokens(Action<CancellationToken> call)
    {
        CancellationTokenSource source = new();
        return () => call(source.Token);
    }
}
