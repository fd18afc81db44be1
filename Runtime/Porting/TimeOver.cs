namespace Baton;

/// <summary>Ends when a time is over. An errand ends it, for what goes on then may be foreign code.</summary>
internal sealed class TimeOver : TaskCompletionSource, IErrand
{
    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => TrySetResult();
}
