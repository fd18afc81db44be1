namespace Baton;

/// <summary>Something to be done soon, but not on the thread that finds it to be done: see <see cref="Errands"/>.</summary>
internal interface IErrand
{
    /// <summary>The errand behind this one in the queue; null at the end. Belongs to <see cref="Errands"/>.</summary>
    IErrand? Next { get; set; }

    /// <summary>
    /// Called once for each time that the errand is sent, and again if it fails for want of memory: so it may be repeated. Any other
    /// exception is told by the event <c>CallbackFailed</c>.
    /// </summary>
    void Run();
}
