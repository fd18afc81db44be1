namespace Baton;

/// <summary>Is told directly of an end, see <see cref="TaskEnd"/>. Listens to one end at a time.</summary>
internal abstract class EndListener
{
    /// <summary>What it listens to. Null: nothing. Under the gate of the endings.</summary>
    internal TaskEnd? Heard { get; set; }

    /// <summary>The neighbor in the list of listeners; null at the end. Under the gate of the endings.</summary>
    internal EndListener? Earlier { get; set; }

    /// <inheritdoc cref="Earlier"/>
    internal EndListener? Later { get; set; }

    /// <summary>
    /// Called once, off every gate, on the thread that tells of the end. Leaves word or wakes a thread; does not wait, does not throw, and
    /// runs no foreign code.
    /// </summary>
    internal abstract void OnEnd();
}
