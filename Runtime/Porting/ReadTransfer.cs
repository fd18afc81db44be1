using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>One <c>ReadAsync</c> of an inner stream.</summary>
internal struct ReadTransfer : IStreamTransfer
{
    private ValueTask<int> _reading; // written once, by Begin

    public static bool Fills => true;

    [SuppressMessage("Reliability", "CA2012", Justification = "Kept in one stack frame, which consumes it once.")]
    public void Begin(Stream inner, Memory<byte> lent, CancellationToken token) => _reading = inner.ReadAsync(lent, token);

    public readonly bool IsCompletedSuccessfully => _reading.IsCompletedSuccessfully;

    public readonly int GetCount() => _reading.GetAwaiter().GetResult();

    public readonly int AwaitCount(StreamCall call) => call.Await(_reading.AsTask());

    public readonly Task AsTask() => _reading.AsTask();
}
