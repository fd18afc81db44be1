using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Acts in each event of one name.</summary>
internal sealed class ActingListener : EventListener
{
    private readonly string _name;
    private readonly Action _act;

    internal ActingListener(string name, Action act)
    {
        (_name, _act) = (name, act);
        EnableEvents(BatonEventSource.Log, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == _name)
        {
            _act?.Invoke(); // null: the constructor of the base has enabled something
        }
    }
}
