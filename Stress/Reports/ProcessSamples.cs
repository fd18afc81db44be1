using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Looks at processes now and then while they run. Keeps so many looks, and looks more seldom in a long run. Any thread.</summary>
internal sealed class ProcessSamples
{
    private const int Most = 2_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<ProcessSample> _samples = []; // under its own lock
    private TimeSpan _interval = TimeSpan.FromMilliseconds(250); // under the same

    internal IReadOnlyList<ProcessSample> All
    {
        get
        {
            lock (_samples)
            {
                return [.. _samples];
            }
        }
    }

    /// <summary>Watches a process until what is returned is disposed. By a thread of its own: a scenario may take all others.</summary>
    internal IDisposable Watch(Process process, string kind) => new Watching(this, process, kind);

    internal void Add(ProcessSample sample)
    {
        lock (_samples)
        {
            _samples.Add(sample);
            if (_samples.Count >= Most)
            {
                int index = 0;
                _samples.RemoveAll(_ => index++ % 2 == 1);
                _interval *= 2;
            }
        }
    }

    private TimeSpan Interval
    {
        get
        {
            lock (_samples)
            {
                return _interval;
            }
        }
    }

    private sealed class Watching : IDisposable
    {
        private readonly ManualResetEventSlim _over = new();
        private readonly Thread _thread;

        internal Watching(ProcessSamples samples, Process process, string kind)
        {
            _thread = new Thread(() =>
            {
                do
                {
                    if (Look(samples._clock.Elapsed, process, kind) is { } sample)
                    {
                        samples.Add(sample);
                    }
                }
                while (!_over.Wait(samples.Interval));
            })
            {
                IsBackground = true,
                Name = "Samples",
            };
            _thread.Start();
        }

        public void Dispose()
        {
            _over.Set();
            _thread.Join();
            _over.Dispose();
        }

        // Null: the process has ended.
        private static ProcessSample? Look(TimeSpan when, Process process, string kind)
        {
            try
            {
                process.Refresh();
                return new ProcessSample(kind, when.TotalSeconds, process.Threads.Count, process.WorkingSet64 / 1e6);
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }
    }
}
