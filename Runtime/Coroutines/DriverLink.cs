namespace Baton;

/// <summary>
/// What a coroutine, or a scope on its stack, keeps of a driver. The link breaks when the driver ends. So a suspended coroutine does not
/// keep what the last driver has returned or thrown, and the coroutine need not write anything when it suspends.
/// </summary>
internal sealed class DriverLink(Driver driver)
{
    /// <summary>The link of the driver that the calling thread runs for. Null: there is none.</summary>
    internal static DriverLink? Current => Driver.Current?.Link;

    /// <summary>Null: it has ended. Written by the thread that ends the driver, once.</summary>
    internal Driver? Target { get; private set; } = driver;

    internal void Break() => Target = null;
}
