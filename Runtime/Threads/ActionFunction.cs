using System.Diagnostics;

namespace Baton;

/// <summary>An action as a function that frames can run.</summary>
[StackTraceHidden]
internal sealed class ActionFunction(Action action)
{
    internal Action Action => action;

    internal Nothing Invoke()
    {
        action();
        return default;
    }
}
