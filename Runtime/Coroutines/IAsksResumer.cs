namespace Baton;

/// <summary>A coroutine whose body can ask the thread that has resumed it to look at its own stack.</summary>
internal interface IAsksResumer
{
    /// <summary>
    /// Body's thread: the baton goes to the resumer and back. Is the resumer, or a thread that waits for it as its resumer, below a static
    /// constructor? False also if no resumer waits.
    /// </summary>
    /// <param name="orLazy">Does a function of a <see cref="Lazy{T}"/> count too?</param>
    bool AskResumer(bool orLazy);
}
