using System.Runtime.ExceptionServices;

namespace Baton;

// How a scheduler ends before its frames do.
internal sealed partial class SchedulerCore
{
    /// <summary>Anybody: are new frames refused? Not yet, perhaps, for one that is on its way at the same moment.</summary>
    internal bool IsDisposing => _refusing;

    /// <summary>From outside: dooms all frames and waits for their end, within limits.</summary>
    internal void Dispose(TimeSpan patience)
    {
        using Quiet quiet = Quiet.Begin();
        BeginDisposal();
        EndDisposal(Closed.Task.Wait(patience), patience);
    }

    /// <summary>As <see cref="Dispose"/>, without blocking.</summary>
    internal async ValueTask DisposeAsync(TimeSpan patience)
    {
        BeginDisposal();
        Task first = await Task.WhenAny(Closed.Task, Task.Delay(patience)).ConfigureAwait(false);
        EndDisposal(first == Closed.Task, patience);
    }

    private void BeginDisposal()
    {
        _refusing = true; // at once: the baton may be with a frame that does not look at arrivals for a long time
        Arrive(new Disposal(Uninterrupted.Cancel(All)));
    }

    private void EndDisposal(bool ended, TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return; // another call has reported
        }

        if (ended)
        {
            foreach (ExceptionDispatchInfo unseen in Failures.TakeAll())
            {
                Telemetry.Unobserved(Handle, unseen.SourceException);
            }
        }
        else
        {
            Telemetry.Quarantined(Handle, $"some of its frames did not end within {patience.TotalSeconds:0.###} s of its disposal");
        }
    }

    private sealed class Disposal(Task callbacks) : IArrival
    {
        public IArrival? Earlier { get; set; }

        public void Accept(SchedulerCore scheduler)
        {
            scheduler._closing = true;
            foreach (FrameCore frame in scheduler._live.ToArray())
            {
                frame.LeaveAfterThoseOfAll(callbacks);
                frame.Doom();
            }
        }

        public void Refuse(SchedulerCore scheduler)
        {
            // over already
        }
    }
}
