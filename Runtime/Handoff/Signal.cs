namespace Baton;

/// <summary>What the resumer sends with the baton: the value that <c>Suspend</c> returns, or the exception that it throws.</summary>
internal readonly struct Signal<TIn>(TIn value, Exception? raise = null)
{
    internal readonly TIn Value = value;
    internal readonly Exception? Raise = raise;
}
