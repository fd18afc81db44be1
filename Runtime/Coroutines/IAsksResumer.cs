namespace Baton;

/// <summary>A coroutine whose body can ask the thread that has resumed it to look at its own stack.</summary>
internal interface IAsksResumer
{
    /// <summary>
    /// Body's thread: the baton goes to the resumer and back. Meanwhile the resumer runs <paramref name="look"/>, which throws nothing:
    /// what it throws is lost.
    /// </summary>
    /// <returns>False: no resumer waits, and nothing has run.</returns>
    bool TryAskResumer(Action look);
}
