namespace Baton;

/// <summary>The wait of an asynchronous method's select. Used for one wait.</summary>
internal sealed class SelectTaskWait : QueueWait, IErrand
{
    private readonly TaskCompletionSource _woken = new();

    /// <summary>Ends when the wait is claimed. Only the library awaits it, and goes on as an errand.</summary>
    internal Task Woken => _woken.Task;

    IErrand? IErrand.Next { get; set; }

    internal override void Wake() => Errands.Send(this);

    void IErrand.Run() => _woken.TrySetResult();
}
