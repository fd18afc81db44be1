namespace Baton.Hosting;

/// <summary>What <c>AddBaton</c> does in a host beside pools and schedulers. Bound from the configuration section it is given.</summary>
public sealed class BatonHostingOptions
{
    /// <summary>
    /// How long the frames of the host's schedulers may go on by themselves, from the moment when the host begins to stop. Then they are
    /// canceled, and no new ones are taken. It counts within the host's <c>ShutdownTimeout</c>, which ends it too. 0 or more; finite.
    /// Default: 5 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan DrainTimeout
    {
        get;
        set => field = value >= TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(DrainTimeout), value, "DrainTimeout is 0 or more, and finite.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>Are failures of frames logged that no code has asked for? Those of all schedulers of the process. Default: true.</summary>
    public bool LogFailures { get; set; } = true;

    /// <summary>
    /// Are the warnings and errors of the event source <c>Baton</c> logged, such as <c>FrameBlocked</c>? Those of the whole process: in
    /// each <see cref="LookEvery"/> one of each event for each frame or place, and 20 of each event at most. Default: true.
    /// </summary>
    public bool LogEvents { get; set; } = true;

    /// <summary>
    /// Is the process watched for frames that wait for ever, and are such findings logged? Default: true.
    /// </summary>
    public bool LogFindings { get; set; } = true;

    /// <summary>
    /// A wait of a frame that lasts for longer is logged, once. Above 0, or <see cref="Timeout.InfiniteTimeSpan"/>: none is. Default:
    /// infinite.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan LogWaitsLongerThan
    {
        get;
        set => field = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(LogWaitsLongerThan), value, "LogWaitsLongerThan is above 0, or Timeout.InfiniteTimeSpan.");
    } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How often the process is looked at for what is to be logged, and how often an event is logged again. Above 0; finite. Default: 5
    /// seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public TimeSpan LookEvery
    {
        get;
        set => field = value > TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LookEvery), value, "LookEvery is above 0, and finite.");
    } = TimeSpan.FromSeconds(5);
}
