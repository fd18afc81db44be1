namespace Baton;

/// <summary>A watch: looks again and again, on a thread of its own, and tells of what is new.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly WatchOptions _options;
    private readonly Action<WatchReport> _onReport;
    private readonly WatchLook _look;
    private readonly AutoResetEvent _due = new(false);
    private readonly ITimer? _timer;            // of a user's clock; null: the system's, and the thread itself waits
    private readonly ContentionListener? _locks;
    private bool _isTimerBroken;                // has the user's clock failed? the watch's thread
    private volatile bool _isOver;              // was it disposed? any thread, to true

    internal Watcher(WatchOptions options, Action<WatchReport> onReport)
    {
        _options = options;
        _onReport = onReport;
        _locks = options.LockEvents && DiagnosticSwitches.LockOwners ? new ContentionListener() : null;
        _look = new WatchLook(options, _locks);
        if (options.TimeProvider != TimeProvider.System)
        {
            _timer = options.TimeProvider.CreateTimer(
                static watcher => ((Watcher)watcher!)._due.Set(), this, options.Every, Timeout.InfiniteTimeSpan);
        }

        if (!HouseThread.TryStart("Baton watch", Run))
        {
            Dispose();
            throw new InvalidOperationException("There is no thread for a watch.");
        }
    }

    /// <summary>No further report begins. The thread ends soon.</summary>
    public void Dispose()
    {
        _isOver = true;
        _timer?.Dispose();
        _due.Set();
    }

    private void Run()
    {
        while (!_isOver)
        {
            _due.WaitOne(_timer is null || _isTimerBroken ? (int)Math.Ceiling(_options.Every.TotalMilliseconds) : Timeout.Infinite);
            if (!_isOver)
            {
                Look();
                SetTimer();
            }
        }

        _locks?.Dispose();
    }

    // A user's clock is foreign code. Without it the system's time counts.
    private void SetTimer()
    {
        try
        {
            _timer?.Change(_options.Every, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e)
        {
            _isTimerBroken = true;
            Telemetry.ClockFailed(e);
        }
    }

    private void Look()
    {
        try
        {
            foreach (WatchReport report in _look.Next())
            {
                if (!_isOver)
                {
                    Telemetry.CallHandler(() => _onReport(report));
                }
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // the next look is complete
        }
        catch (Exception e) // nothing that a look meets ends the process
        {
            Telemetry.CallbackFailed(e);
        }
    }
}
