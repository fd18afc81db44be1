namespace Baton.Tests;

/// <summary>A stream whose only asynchronous members are the older ones: those for arrays, or those with a begin and an end.</summary>
internal static class OlderStream
{
    /// <summary>Has <c>ReadAsync</c> and <c>WriteAsync</c> for arrays.</summary>
    internal sealed class ForArrays(ScriptedStream inner) : SynchronousStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("not synchronously");

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("not synchronously");

#pragma warning disable CA1844 // that is what the test is about
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
#pragma warning restore CA1844
    }

    /// <summary>Has <c>BeginRead</c> and <c>BeginWrite</c>.</summary>
    internal sealed class WithBeginAndEnd(ScriptedStream inner) : SynchronousStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("not synchronously");

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("not synchronously");

        public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
            TaskToAsyncResult.Begin(inner.ReadAsync(buffer.AsMemory(offset, count)).AsTask(), callback, state);

        public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

        public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
            TaskToAsyncResult.Begin(inner.WriteAsync(buffer.AsMemory(offset, count)).AsTask(), callback, state);

        public override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);
    }
}
