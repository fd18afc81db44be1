namespace Baton;

/// <summary>A frame's wait for something outside its scheduler, as a cancellation sees it.</summary>
internal interface IFrameWait
{
    /// <summary>Holder of the baton, while the frame waits: withdraws the wait, so that the frame can go on.</summary>
    /// <returns>False when what the frame waits for has come already. Its arrival is on the way then, and makes the frame ready.</returns>
    bool TryWithdraw();

    /// <summary>Any thread, while the frame waits: says what the wait is for.</summary>
    void Describe(ref WaitFacts facts);
}
