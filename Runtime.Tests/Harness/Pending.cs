namespace Baton.Tests;

/// <summary>A stream whose operations end when the test says so, and take no notice of their tokens.</summary>
internal sealed class Pending : IDisposable
{
    private TaskCompletionSource<int> _operation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _called;

    internal Pending() => Stream = new ScriptedStream
    {
        OnRead = (memory, _) =>
        {
            Memory = memory;
            return new ValueTask<int>(Begin());
        },
        OnWrite = (memory, _) =>
        {
            ReadOnly = memory;
            return new ValueTask(Begin());
        },
        OnFlush = _ => Begin(),
        OnCopyTo = (_, _, _) => Begin(),
        OnDispose = () => new ValueTask(Begin()),
    };

    internal ScriptedStream Stream { get; }

    /// <summary>What the last read was lent.</summary>
    internal Memory<byte> Memory { get; private set; }

    /// <summary>What the last write was lent.</summary>
    internal ReadOnlyMemory<byte> ReadOnly { get; private set; }

    /// <summary>Reads into the buffer, and is interrupted in it.</summary>
    internal void Read(byte[] buffer) => new SuspendingStream(Stream).ReadExactly(buffer);

    internal void UntilCalled(int times) => Eventually.True(() => Volatile.Read(ref _called) == times, $"call {times}");

    /// <summary>As <see cref="UntilCalled"/>, by a frame that lets the others run.</summary>
    internal void UntilCalledWhile(int times, Action yield) => Eventually.True(
        () =>
        {
            yield();
            return Volatile.Read(ref _called) == times;
        },
        $"call {times}");

    /// <summary>The operation that is under way ends.</summary>
    internal void Complete(int result) => Renew().SetResult(result);

    internal void Fail(Exception exception) => Renew().SetException(exception);

    public void Dispose() => _operation.TrySetResult(0);

    private TaskCompletionSource<int> Renew() =>
        Interlocked.Exchange(ref _operation, new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));

    private Task<int> Begin()
    {
        Task<int> task = Volatile.Read(ref _operation).Task;
        Interlocked.Increment(ref _called);
        return task;
    }
}
