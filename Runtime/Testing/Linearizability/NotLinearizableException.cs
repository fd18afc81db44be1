namespace Baton.Testing;

/// <summary>
/// No order of the calls explains what they returned. The message has the calls, in the order in which they began and ended, and how far an
/// order was found. See <see cref="Explore.Linearizable"/>.
/// </summary>
public sealed class NotLinearizableException : Exception
{
    internal NotLinearizableException(string message)
        : base(message)
    {
    }
}
