namespace Baton;

/// <summary>How a dump is made and written.</summary>
/// <remarks>The values are copied when they are used.</remarks>
public sealed class DumpOptions : CaptureOptions
{
    /// <summary>How it is written. Default: <see cref="DumpFormat.Text"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the formats.</exception>
    public DumpFormat Format
    {
        get;
        set
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(Format), value, "Format is Text, Json, Mermaid or Dot.");
            }

            field = value;
        }
    }

    /// <summary>Are stacks shown? Default: true. The graphs show none.</summary>
    public bool Stacks { get; set; } = true;

    /// <summary>Are files and lines shown with the stacks? That takes twice the time. Default: false.</summary>
    public bool Lines { get; set; }

    /// <summary>Is a stack that was shown before named by its number? Default: true.</summary>
    public bool GroupStacks { get; set; } = true;

    /// <summary>The most calls that are shown of a stack, 1 or more, from the innermost. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int MaxFrames
    {
        get;
        set => field = OptionRange.AtLeast(1, value);
    } = 64;

    /// <summary>
    /// The most stacks that are taken, 0 or more: those of members in findings first, then those of the longest waits. Each stack costs its
    /// thread some 9 KB of memory, once. Default: 2,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxStacks
    {
        get;
        set => field = OptionRange.AtLeast(0, value);
    } = 2_000;

    /// <summary>
    /// Which members are shown. It is called on the dump's own thread; what it throws ends the dump. Default: null, all.
    /// </summary>
    public Func<CoroutineInfo, bool>? Filter { get; set; }

    internal DumpOptions Copy() => (DumpOptions)MemberwiseClone();
}
