namespace Baton;

/// <summary>In a run of a test that says so: any of the ready frames is next. The run chooses.</summary>
internal sealed class ReadyByChoice(ControlledRun run) : ReadyFrames
{
    private readonly List<FrameCore> _frames = []; // in the order in which they became ready; holder

    internal override int Count => _frames.Count;

    internal override void Add(FrameCore frame) => _frames.Add(frame);

    internal override FrameCore? Take()
    {
        if (_frames.Count == 0)
        {
            return null;
        }

        int next = _frames.Count == 1 ? 0 : run.ChooseReady(_frames.Count);
        FrameCore frame = _frames[next];
        _frames.RemoveAt(next);
        return frame;
    }

    // A frame that yields lets another go first.
    internal override FrameCore AddAndTake(FrameCore frame)
    {
        FrameCore next = Take() ?? frame;
        if (next != frame)
        {
            Add(frame);
        }

        return next;
    }
}
