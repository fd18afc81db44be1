namespace Baton;

/// <summary>How a snapshot is taken.</summary>
/// <remarks>The values are copied when they are used.</remarks>
public class CaptureOptions
{
    /// <summary>
    /// How long to wait for the holders of schedulers' batons, all together. A scheduler whose holder does not look in that time is read as
    /// it stands. From 0 to <see cref="int.MaxValue"/> milliseconds. Default: 100 milliseconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan Patience
    {
        get;
        set => field = OptionRange.Finite(value);
    } = TimeSpan.FromMilliseconds(100);

    /// <summary>Is it to look for waits that never end? Default: true.</summary>
    public bool Findings { get; set; } = true;

    /// <summary>
    /// The most frames without a thread that are listed, 0 or more, in each scheduler. Further ones are counted. Default: 1,000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxUnstarted
    {
        get;
        set => field = OptionRange.AtLeast(0, value);
    } = 1_000;

    internal CaptureOptions CopyToCapture() => (CaptureOptions)MemberwiseClone();
}
