using System.Collections.Concurrent;
using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Makes calls, retries them, and keeps account of each. Any thread.</summary>
internal sealed class CallBook(IGrainFactory client)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<long, CallRecord> _calls = new();
    private int _answered; // interlocked

    /// <summary>Calls by number.</summary>
    internal IReadOnlyDictionary<long, CallRecord> Calls => _calls;

    /// <summary>Calls that have their answer.</summary>
    internal int Answered => Volatile.Read(ref _answered);

    /// <summary>
    /// Calls a grain until it answers. Refusals and lost calls are retried, by time and not by count: a cluster takes a while to notice a
    /// death.
    /// </summary>
    /// <param name="id">The call's number, and the grain's.</param>
    /// <param name="kind">What the grain does.</param>
    /// <param name="milliseconds">For how long the first attempt blocks.</param>
    /// <param name="nextMilliseconds">For how long later ones do.</param>
    internal async Task CallAsync(long id, WorkKind kind, int milliseconds, int nextMilliseconds)
    {
        CallRecord call = new();
        if (!_calls.TryAdd(id, call))
        {
            throw new InvalidOperationException($"Call {id} is made twice.");
        }

        long begin = Stopwatch.GetTimestamp();
        while (call.Answer is null && Stopwatch.GetElapsedTime(begin) < s_patience)
        {
            call.Attempts++;
            try
            {
                call.Answer = await client.GetGrain<IWorkGrain>(id)
                    .Run(kind, call.Attempts, call.Attempts == 1 ? milliseconds : nextMilliseconds).ConfigureAwait(false);
                Interlocked.Increment(ref _answered);
            }
            catch (TimeoutException)
            {
                call.Unknown++; // its body may have run, or run still
            }
            catch (Exception e) when (IsRefusal(e))
            {
                call.Refused++;
                await Task.Delay(s_pause).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                call.Failure = e;
                return;
            }
        }
    }

    private static bool IsRefusal(Exception exception) => exception is CoroutineLimitException or OrleansException;
}
