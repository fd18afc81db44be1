using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>One <c>WriteAsync</c> of an inner stream.</summary>
internal struct WriteTransfer : IStreamTransfer
{
    private ValueTask _writing; // written once, by Begin

    public static bool Fills => false;

    [SuppressMessage("Reliability", "CA2012", Justification = "Kept in one stack frame, which consumes it once.")]
    public void Begin(Stream inner, Memory<byte> lent, CancellationToken token) => _writing = inner.WriteAsync(lent, token);

    public readonly bool IsCompletedSuccessfully => _writing.IsCompletedSuccessfully;

    public readonly int GetCount()
    {
        _writing.GetAwaiter().GetResult();
        return 0;
    }

    public readonly int AwaitCount(StreamCall call)
    {
        call.Await(_writing);
        return 0;
    }

    public readonly Task AsTask() => _writing.AsTask();
}
