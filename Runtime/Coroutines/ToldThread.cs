namespace Baton;

/// <summary>
/// Where a thread without a frame keeps what it was told. The coroutines that it resumes look here too: code that was told, and is in
/// clean-up, is not told again by the bodies that it runs.
/// </summary>
internal sealed class ToldThread
{
    [ThreadStatic]
    private static ToldThread? s_current; // made when the thread is told first; that thread alone

    /// <summary>The calling thread's own. Null: it was told of nothing.</summary>
    internal static ToldThread? Current => s_current;

    /// <summary>What the calling thread was told.</summary>
    internal static ToldOutside Here
    {
        get => s_current?.Told ?? default;
        set
        {
            if (s_current is not null || value != default)
            {
                (s_current ??= new ToldThread()).Told = value;
            }
        }
    }

    /// <summary>Written by the thread itself. A body's thread reads it while this thread waits for the body.</summary>
    internal ToldOutside Told { get; private set; }

    /// <summary>The calling thread has another tenant.</summary>
    internal static void Forget() => s_current = null;
}
