namespace Baton;

/// <summary>What the resumer sends with the baton: the value that <c>Suspend</c> returns, or an exception to appear there instead.</summary>
internal readonly struct Signal<TIn>(TIn value, Exception? raise = null)
{
    internal readonly TIn Value = value;
    internal readonly Exception? Raise = raise;
}
