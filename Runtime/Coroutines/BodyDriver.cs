namespace Baton;

/// <summary>For which driver a body runs, and which one the body's thread follows.</summary>
/// <remarks>
/// A suspended coroutine keeps the link of its last driver, which is most often the next one too. With scopes open in its body the
/// coroutine keeps none. Other threads find the frame of a scope's block by the status. They would find the wrong frame after the next
/// claim.
/// </remarks>
internal struct BodyDriver
{
    private DriverLink? _driver;    // of the last resumer's driver; claimant, published by its pass
    private DriverLink? _followed;  // of the driver that the body's thread followed last; that thread alone

    internal readonly Driver? Driver => _driver?.Target;

    /// <summary>Claimant, before it passes the baton: sets the driver for which the body runs until it suspends.</summary>
    internal void Set(DriverLink? driver)
    {
        if (_driver != driver)
        {
            _driver = driver; // written only when it changes: the cache line is with the body's processor
        }
    }

    /// <summary>Body's thread, when it has taken the baton: sees to it that the driver learns of blocking calls.</summary>
    internal void Follow()
    {
        if (_followed == _driver)
        {
            return;
        }

        _followed = _driver;
        if (SynchronizationContext.Current is null or DriverContext)
        {
            SynchronizationContext.SetSynchronizationContext(Driver?.Context ?? ControlledThread.CurrentRun?.Context);
        }
    }
}
