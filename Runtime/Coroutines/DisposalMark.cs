using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// A stack has begun to dispose of something while cancellations were to be told there. They are held back until the disposal has ended.
/// What comes later is told also in the disposal.
/// </summary>
/// <remarks>
/// The mark is kept with the stack: with the coroutine whose body disposes, or with the frame, or else with the thread. A body that is
/// suspended in a disposal has its mark with it, and none is left with the code that has resumed the body. A body that is resumed in a
/// disposal is a part of that.
/// </remarks>
internal sealed class DisposalMark
{
    private readonly Tenant? _stack;            // the coroutine or frame whose stack disposes; null: the thread has neither
    private readonly DisposalMark? _around;     // of the disposal on the same stack that this one is in; null: none
    private readonly object? _clock;            // which scheduler has counted the moment; null: the stack runs for none
    private readonly long _moment;              // held back is what was to be told before
    private readonly List<CancellationToken> _roots; // without a scheduler: what those to be told have fired with

    private DisposalMark(Tenant? stack, object? clock, long moment, List<CancellationToken> roots)
    {
        _stack = stack;
        _around = Of(stack);
        _clock = clock;
        _moment = moment;
        _roots = roots;
    }

    /// <summary>The calling thread, whose stack runs for a scheduler, begins to dispose of something.</summary>
    /// <param name="scheduler">That scheduler.</param>
    /// <param name="moment">The next moment by its count.</param>
    internal static DisposalMark Begin(object scheduler, long moment) => Enter(new DisposalMark(Stack, scheduler, moment, []));

    /// <summary>The calling thread, whose stack runs for no scheduler, begins to dispose of something.</summary>
    /// <param name="roots">Of what is to be told there.</param>
    internal static DisposalMark Begin(List<CancellationToken> roots) => Enter(new DisposalMark(Stack, null, 0, roots));

    /// <summary>The disposal has ended. The thread that has begun it.</summary>
    internal void End() => Set(_stack, _around);

    /// <summary>
    /// The thread that runs for the driver: what was to be told before this moment, by the scheduler's count, is held back. 0: nothing.
    /// </summary>
    internal static long MomentFor(Driver driver, object scheduler)
    {
        long latest = MomentOf(Of(driver), scheduler);
        for (CoroutineCore? body = driver == Driver.Current ? CoroutineCore.Current : null; body is not null; body = body.Resumer.Parent)
        {
            latest = Math.Max(latest, MomentOf(Of(body), scheduler));
        }

        return latest;
    }

    /// <summary>The calling thread, without a driver: is that which has fired with this root held back?</summary>
    internal static bool Holds(CancellationToken root)
    {
        bool holds = Has(OfThread, root);
        for (CoroutineCore? body = CoroutineCore.Current; body is not null && !holds; body = body.Resumer.Parent)
        {
            holds = Has(Of(body), root) || Has(body.Resumer.Disposal, root);
        }

        return holds;
    }

    /// <summary>The mark of the calling thread, which has neither a body nor a frame. Null: it does not dispose of anything.</summary>
    internal static DisposalMark? OfThread => Unsafe.As<DisposalMark?>(RunsFor.Disposal);

    private static Tenant? Stack => (Tenant?)CoroutineCore.Current ?? Driver.OfThread;

    private static DisposalMark Enter(DisposalMark mark)
    {
        Set(mark._stack, mark);
        return mark;
    }

    private static DisposalMark? Of(Tenant? stack) => stack is null ? OfThread : Unsafe.As<DisposalMark?>(stack.Disposal);

    private static void Set(Tenant? stack, DisposalMark? mark)
    {
        if (stack is null)
        {
            RunsFor.Disposal = mark;
        }
        else
        {
            stack.Disposal = mark;
        }
    }

    // The last one on that stack: the moments go up.
    private static long MomentOf(DisposalMark? mark, object scheduler)
    {
        while (mark is not null && mark._clock != scheduler)
        {
            mark = mark._around;
        }

        return mark?._moment ?? 0;
    }

    private static bool Has(DisposalMark? mark, CancellationToken root)
    {
        while (mark is not null && !mark._roots.Contains(root))
        {
            mark = mark._around;
        }

        return mark is not null;
    }
}
