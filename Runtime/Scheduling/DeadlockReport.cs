using System.Text;

namespace Baton;

/// <summary>What a scheduler says when none of its frames can ever go on.</summary>
internal static class DeadlockReport
{
    private const int MostFrames = 50;

    internal static string Write(SchedulerCore scheduler, ThreadRequests threads)
    {
        StringBuilder text = new();
        text.Append("Deadlock: every frame of ").Append(scheduler.Handle).Append(" waits for another, and nothing outside can end any of these waits.");
        int written = 0;
        foreach (FrameCore frame in scheduler.Live)
        {
            if (written++ == MostFrames)
            {
                text.AppendLine().Append("  and others");
                break;
            }

            text.AppendLine().Append("  ").Append(frame).Append(" waits for ").Append(Awaited(frame));
        }

        if (threads.Waiting > 0)
        {
            text.AppendLine().Append("All ").Append(scheduler.Pool.MaxThreads).Append(" threads of pool '").Append(scheduler.Pool.Name)
                .Append("' belong to frames that wait, and ").Append(threads.Waiting)
                .Append(" frames wait for a thread: raise CoroutineThreadPoolOptions.MaxThreads, or let frames end before they wait for what they started.");
        }

        return text.ToString();
    }

    private static string Awaited(FrameCore frame) => frame.State switch
    {
        FrameState.New => "a thread",
        _ => frame.WaitsFor?.ToString() ?? frame.State.ToString(),
    };
}
