namespace Baton;

/// <summary>How a <see cref="CoroutineScope"/> is set up. The scope takes the values when it begins.</summary>
public sealed class CoroutineScopeOptions
{
    /// <summary>
    /// Do the functions fail each for itself? Then a function's failure cancels neither its siblings nor the block. A failure of the block
    /// cancels the functions all the same. Default: false.
    /// </summary>
    /// <remarks>
    /// Without <see cref="OnFailure"/> the failures come out when all have ended. With it they are handled there, and do not come out.
    /// </remarks>
    public bool Supervise { get; set; }

    /// <summary>
    /// Called with each function that fails, and its failure. A function that ends by a cancellation of its own has not failed. Default:
    /// null, nothing is called.
    /// </summary>
    /// <remarks>
    /// Runs on the function's own thread, at the end of its frame. It may suspend, and may start functions in the scope. What it throws is
    /// a failure of the function too, and comes out of the scope with the first.
    /// </remarks>
    /// <exception cref="ArgumentException">The value is <c>async</c>, and would leave at its first await.</exception>
    public Action<Frame, Exception>? OnFailure
    {
        get;
        set
        {
            SynchronousFunction.RequireIfGiven(value, "Or let it give the failure to code that awaits, as by a queue.");
            field = value;
        }
    }

    /// <summary>
    /// How long the block and its functions may take. Then the scope is canceled. If the block ends by that, or a function, a
    /// <see cref="TimeoutException"/> comes out, also when the block has returned before. Default: null, no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to <see cref="int.MaxValue"/> milliseconds.</exception>
    public TimeSpan? Timeout
    {
        get;
        set => field = value is null ? null : OptionRange.Timeout(value.Value);
    }
}
