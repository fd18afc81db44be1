namespace Baton;

/// <summary>The moment at which a wait is to end, however many steps it has.</summary>
internal readonly struct Deadline
{
    private readonly long _at; // by Environment.TickCount64; 0: never

    private Deadline(long at) => _at = at;

    /// <summary>The wait does not end by itself.</summary>
    internal static Deadline Never => default;

    /// <summary>In so many milliseconds from now. −1: never.</summary>
    internal static Deadline In(int milliseconds) => new(milliseconds < 0 ? 0 : Environment.TickCount64 + milliseconds);

    /// <summary>The milliseconds until then, 0 or more. −1: never.</summary>
    internal int Left => _at == 0 ? Timeout.Infinite : (int)Math.Max(0, _at - Environment.TickCount64);

    /// <summary>The milliseconds until then, and so many at most.</summary>
    internal int LeftUntil(int most) => _at == 0 ? most : Math.Min(Left, most);
}
