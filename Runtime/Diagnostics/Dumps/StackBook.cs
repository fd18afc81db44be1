namespace Baton;

/// <summary>
/// The stacks that a dump has shown, so that the same stack is shown once. Remembers so many, and shows all others in full.
/// </summary>
internal sealed class StackBook(DumpOptions options)
{
    private const int MostRemembered = 1_000;

    private readonly Dictionary<string, int> _numbers = [];
    private int _last; // the last number given; the dump's thread

    /// <summary>How often each remembered stack was met, by its number.</summary>
    internal Dictionary<int, int> Times { get; } = [];

    /// <summary>The calls that are shown, from the innermost.</summary>
    internal StackCall[] CallsOf(Photo photo) => photo.Stack is { } stack
        ? [.. PhotoFrames.Cut(stack).Take(options.MaxFrames).Select(frame => StackCall.Of(frame, options.Lines))]
        : [];

    /// <summary>The stack's number.</summary>
    /// <param name="calls">The stack.</param>
    /// <param name="isNew">Is it to be shown in full?</param>
    internal int NumberOf(StackCall[] calls, out bool isNew)
    {
        string text = string.Join('\n', calls.Select(static call => call.Identity));
        if (options.GroupStacks && _numbers.TryGetValue(text, out int number))
        {
            isNew = false;
            Times[number]++;
            return number;
        }

        isNew = true;
        number = ++_last;
        if (options.GroupStacks && _numbers.Count < MostRemembered)
        {
            _numbers.Add(text, number);
            Times.Add(number, 1);
        }

        return number;
    }
}
