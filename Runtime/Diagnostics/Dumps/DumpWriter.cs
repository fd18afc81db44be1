namespace Baton;

/// <summary>Writes one dump, member by member: photos are taken as they are written, some ahead. The dump's own thread.</summary>
internal abstract class DumpWriter(ProcessLook look, IReadOnlyList<Finding> findings, DumpOptions options, TextWriter writer)
{
    private protected ProcessLook Look => look;

    private protected IReadOnlyList<Finding> Findings => findings;

    private protected DumpOptions Options => options;

    private protected TextWriter Writer => writer;

    private protected StackBook Stacks { get; } = new(options);

    /// <summary>Photos that were taken, and that were missed.</summary>
    private protected (int Taken, int Missed) Photos { get; private set; }

    /// <summary>Members that were shown.</summary>
    private protected int Shown { get; private set; }

    /// <exception cref="OperationCanceledException">The token has fired. What was written stays.</exception>
    internal void Write(CancellationToken token)
    {
        DumpPlan plan = new(look, options);
        WriteHead();
        foreach (SchedulerLook scheduler in look.Schedulers)
        {
            if (scheduler.Live > 0)
            {
                WriteScheduler(scheduler);
                WriteRows(plan.RowsOf(scheduler), token);
            }
        }

        List<DumpRow> others = plan.OtherRows();
        if (others.Count > 0)
        {
            WriteOthers();
            WriteRows(others, token);
        }

        token.ThrowIfCancellationRequested();
        WriteTail();
        writer.Flush();
    }

    private protected abstract void WriteHead();

    private protected abstract void WriteScheduler(SchedulerLook scheduler);

    /// <summary>What stands above those who belong to no scheduler.</summary>
    private protected abstract void WriteOthers();

    /// <param name="row">The member.</param>
    /// <param name="photo">Its photo, taken or not. Null: none was asked for.</param>
    private protected abstract void WriteMember(DumpRow row, Photo? photo);

    private protected abstract void WriteTail();

    private void WriteRows(List<DumpRow> rows, CancellationToken token)
    {
        using IEnumerator<Photo> photos = Photographer
            .TakeAll(rows.Where(static row => row.Slot is not null).Select(static row => row.Slot!), options.Lines).GetEnumerator();
        foreach (DumpRow row in rows)
        {
            token.ThrowIfCancellationRequested();
            Photo? photo = row.Slot is not null && photos.MoveNext() ? photos.Current : null;
            if (photo is not null && row.Member.Wait?.IsOver(row.Member.Core) == true)
            {
                photo = Photo.OfNone(); // or a stack stands below a wait that it is not of
            }

            bool isTaken = photo?.Outcome == PhotoOutcome.Taken;
            Photos = (Photos.Taken + (isTaken ? 1 : 0), Photos.Missed + (photo is not null && !isTaken ? 1 : 0));
            Shown++;
            WriteMember(row, photo);
        }
    }
}
