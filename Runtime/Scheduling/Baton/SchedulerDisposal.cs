using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>How a scheduler ends before its frames do.</summary>
internal sealed class SchedulerDisposal(SchedulerCore scheduler)
{
    private volatile bool _refusing;    // anybody, from false to true, before the disposal is under way
    private int _disposed;              // 1 once a disposal has come to its end, or to the end of its patience; interlocked, by that

    /// <summary>Anybody: are new frames refused? Not yet, perhaps, for one that is on its way at the same moment.</summary>
    internal bool IsAskedFor => _refusing;

    /// <summary>Holder: are all frames doomed?</summary>
    internal bool IsUnderWay { get; private set; }

    /// <summary>From outside: dooms all frames and waits for their end, within limits.</summary>
    internal void Dispose(TimeSpan patience)
    {
        using Quiet quiet = Quiet.Begin();
        Begin();
        End(scheduler.Closed.Task.Wait(patience), patience);
    }

    /// <summary>As <see cref="Dispose"/>, without blocking.</summary>
    internal async ValueTask DisposeAsync(TimeSpan patience)
    {
        Begin();
        Task first = await Task.WhenAny(scheduler.Closed.Task, Task.Delay(patience)).ConfigureAwait(false);
        End(first == scheduler.Closed.Task, patience);
    }

    private void Begin()
    {
        _refusing = true; // at once: the baton may be with a frame that does not look at arrivals for a long time
        scheduler.Arrive(new DisposalWord(this, scheduler) { Callbacks = Uninterrupted.Cancel(scheduler.All) });
    }

    private void End(bool ended, TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return; // another call has reported
        }

        if (ended)
        {
            foreach (ExceptionDispatchInfo unseen in scheduler.Failures.TakeAll())
            {
                Telemetry.Unobserved(scheduler.Handle, unseen.SourceException);
            }
        }
        else
        {
            Telemetry.Quarantined(scheduler.Handle, $"some of its frames did not end within {patience.TotalSeconds:0.###} s of its " +
                "disposal");
        }
    }

    private void Accept(Task callbacks)
    {
        scheduler.AssertHolder();
        IsUnderWay = true;
        foreach (FrameCore frame in scheduler.Live.ToArray())
        {
            if (frame.Cancellation.HasToken) // otherwise it has given its token to nothing that it waits for
            {
                frame.Cancellation.Callbacks.Add(callbacks);
            }

            frame.Cancellation.Doom();
        }
    }

    /// <summary>The word of a disposal.</summary>
    private sealed class DisposalWord(SchedulerDisposal disposal, SchedulerCore scheduler) : CancellationArrival(scheduler)
    {
        public override void Accept(SchedulerCore scheduler) => disposal.Accept(Callbacks);
    }
}
