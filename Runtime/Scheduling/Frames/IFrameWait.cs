namespace Baton;

/// <summary>A frame's wait for something outside its scheduler, as far as a cancellation has to do with it.</summary>
internal interface IFrameWait
{
    /// <summary>Holder of the baton, while the frame waits: the frame is to go on without what it waits for.</summary>
    /// <returns>False when it has come already: then it is on its way, and makes the frame ready.</returns>
    bool TryWithdraw();
}
