namespace Baton.Testing;

/// <summary>The run's own threads. Belongs to the thread that has the turn.</summary>
internal sealed class House(TestRun run)
{
    private readonly Stack<HouseStrand> _idle = []; // the thread with the turn

    /// <summary>Has a job done as a strand. It begins when that strand gets the turn.</summary>
    internal RunThread Send(Action<object> job, object on, object tenant)
    {
        if (_idle.TryPop(out HouseStrand? strand))
        {
            strand.Give(job, on, tenant);
        }
        else
        {
            strand = new HouseStrand(run);
            if (!run.IsHung) // where nobody gets the turn any more
            {
                strand.Start(job, on, tenant);
            }
        }

        return strand.Control;
    }

    /// <summary>The strand has nothing to do.</summary>
    internal void Return(HouseStrand strand) => _idle.Push(strand);

    /// <summary>The conductor: the idle threads end as soon as they get the turn.</summary>
    internal void Close()
    {
        while (_idle.TryPop(out HouseStrand? strand))
        {
            strand.Give(null, string.Empty, "a thread that ends");
        }
    }
}
