using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// An <c>async</c> method of the library's that is about to call foreign code goes on on the .NET thread pool; as an errand, if that pool
/// is starved. Awaited once. In a run of a test the method just goes on.
/// </summary>
internal sealed class ToPool : ICriticalNotifyCompletion, IErrand
{
    private readonly Completion _sent;
    private Action? _onward; // the rest of the method; the method, when it is sent

    internal ToPool() => _sent = new Completion(this);

    public bool IsCompleted => ControlledThread.CurrentRun is not null;

    IErrand? IErrand.Next { get; set; }

    public ToPool GetAwaiter() => this;

    public void GetResult()
    {
        // The method goes on.
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _onward = continuation;
        Completions.Send(_sent);
    }

    void IErrand.Run() => _onward!();
}
