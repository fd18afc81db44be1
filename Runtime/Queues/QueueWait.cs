namespace Baton;

/// <summary>
/// One wait of one party, a thread, a frame or an asynchronous method, at one queue or, in a select, at several things at once. Several
/// events could end the wait. Exactly one of them does: the one whose thread claims it.
/// </summary>
/// <remarks>
/// <para>The word is changed by compare-exchange only, but for the party's own opening of it:</para>
/// <code>
/// Claim          means                                                changed by
/// Open           nothing has happened yet                             the party, before anybody else can see it
/// 1, 2, …        the case with this number less one has happened      its claimer: for a queue's case, under that queue's gate
/// Withdrawn      the party goes without: its frame is canceled, or    the holder of the frame's baton; the thread
///                its thread was interrupted
/// Canceled       the party's token has fired                          the thread that canceled the token
/// </code>
/// <para><b>How the party is woken.</b> The claimer for a case, or for the token, calls <see cref="Wake"/> once, off every gate. A party
/// that withdraws needs no waking, or is woken by its scheduler. So for each wait the party is woken once. Until then it does not touch
/// what the claimer may write: the item in the waiter of the case that was claimed.</para>
/// <para><b>Why a select needs no second claim.</b> A party first looks at all its queues, under all their gates. Only when it finds
/// nothing does it appear in their lists, before it leaves the gates. So a party that meets another in a list does not wait anywhere
/// itself, and claims one wait, the other's.</para>
/// </remarks>
internal abstract class QueueWait
{
    internal const int Open = 0;
    internal const int Withdrawn = -1;
    internal const int Canceled = -2;

    private int _claim; // see the table

    /// <summary>See the table. What the claimer wrote before the claim is visible to a thread that reads it here.</summary>
    internal int Claim => Volatile.Read(ref _claim);

    /// <summary>Makes the calling thread the claimer, if the wait is still open.</summary>
    internal bool TryClaim(int claim) => Interlocked.CompareExchange(ref _claim, claim, Open) == Open;

    /// <summary>The claimer, off every gate, once. Runs no foreign code, and does not throw.</summary>
    internal abstract void Wake();

    /// <summary>For a token: claims and wakes.</summary>
    internal void Cancel()
    {
        ThreadSlots.InsistOnBeingReady();
        if (TryClaim(Canceled))
        {
            Wake();
        }
    }

    /// <summary>The party, when nothing is left of its last wait: no waiter in a list, no token.</summary>
    protected void Reopen() => Volatile.Write(ref _claim, Open);
}
