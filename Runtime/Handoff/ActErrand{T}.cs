namespace Baton;

/// <summary>An errand that calls a function.</summary>
internal sealed class ActErrand<T>(Action<T> action, T on) : IErrand
{
    IErrand? IErrand.Next { get; set; }

    void IErrand.Run() => action(on);
}
