namespace Baton.Tests;

/// <summary>What becomes of the wait in a static initialiser: see <see cref="DepartureScene"/>.</summary>
internal enum DepartureEnding
{
    /// <summary>It never ends, as far as the frame is concerned.</summary>
    Never,

    /// <summary>It has ended, and the frame is ready, before the thread leaves.</summary>
    Before,

    /// <summary>What it waits for comes when the thread has left.</summary>
    After,

    /// <summary>The frame is canceled before the thread leaves.</summary>
    Canceled,
}
