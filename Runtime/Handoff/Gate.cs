using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// A lock of the library's own. Entering does not throw for a <see cref="Thread.Interrupt"/>, which is meant for the user's waits, and
/// does not tell the thread's synchronization context. Either would tear a handoff in the middle.
/// </summary>
/// <remarks>
/// The thread that holds a gate does not enter it once more; debug builds assert that. A method that is for the holder alone begins with
/// <see cref="AssertHeld"/>. No foreign code runs under a gate, and no thread parks: see <see cref="Commit"/>.
/// </remarks>
internal sealed class Gate
{
    private static readonly int s_tries = Environment.ProcessorCount > 1 ? 16 : 0;

    private static readonly Action<Lock> s_enter = static gate => gate.Enter();

    private readonly Lock _lock = new();

    /// <summary>Enters; disposing the result leaves.</summary>
    internal Held Enter()
    {
        Debug.Assert(!_lock.IsHeldByCurrentThread, "a gate was entered by the thread that holds it");
        if (!_lock.TryEnter() && !TryEnterSoon())
        {
            EnterSlowly();
        }

        Commit.Enter();
        return new Held(_lock);
    }

    /// <summary>
    /// Leaves. For a caller that holds several gates, as many as its select has queues, and cannot dispose of each result.
    /// </summary>
    internal void Leave()
    {
        Commit.Leave();
        _lock.Exit();
    }

    /// <summary>Debug builds: the calling thread holds the gate. The first line of each method that is called under a gate.</summary>
    /// <param name="member">Filled in by the compiler: the method that asserts.</param>
    /// <param name="file">Filled in by the compiler: the file of its type.</param>
    [Conditional("DEBUG")]
    internal void AssertHeld([CallerMemberName] string member = "", [CallerFilePath] string file = "") =>
        Debug.Assert(_lock.IsHeldByCurrentThread, $"{Path.GetFileNameWithoutExtension(file)}.{member} was called off its gate");

    // The holder leaves in a few instructions, and the lock's own waiting backs off for longer than that.
    private bool TryEnterSoon()
    {
        for (int i = 0; i < s_tries; i++)
        {
            Thread.SpinWait(4);
            if (_lock.TryEnter())
            {
                return true;
            }
        }

        return false;
    }

    // .NET's lock allocates where it waits first. Without memory the holder is waited for with a look now and then.
    private void EnterSlowly()
    {
        bool isEntered = false;
        while (!isEntered)
        {
            try
            {
                Uninterrupted.Run(s_enter, _lock);
                isEntered = true;
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                Thread.Yield();
            }
        }
    }

    internal readonly ref struct Held(Lock entered)
    {
        public void Dispose()
        {
            Commit.Leave();
            entered.Exit();
        }
    }
}
