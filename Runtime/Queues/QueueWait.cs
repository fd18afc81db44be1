namespace Baton;

/// <summary>
/// One wait of one party, a thread, a frame or an asynchronous method, at one queue or, in a select, at several things at once. Exactly one of all
/// that could end it does: whoever claims it.
/// </summary>
/// <remarks>
/// <para>The word, changed by compare-exchange only, but for the party's own opening of it:</para>
/// <code>
/// Claim          means                                                changed by
/// Open           nothing has happened yet                             the party, before anybody else can see it
/// 1, 2, …        the case with this number less one has happened      who makes it happen: for a queue's case, under that queue's gate
/// Withdrawn      the party goes without: its frame is canceled, or    the holder of the frame's baton; the thread
///                its thread was interrupted
/// Canceled       the party's token has fired                          whoever canceled the token
/// </code>
/// <para><b>Who wakes whom.</b> Whoever claims it for a case, or for its token, calls <see cref="Wake"/> once, off every gate. Who withdraws it sees
/// to the party in its own way. So for each wait the party is woken once, and until then it does not touch what the claimer may write: the item in
/// the waiter of the case that was claimed.</para>
/// <para><b>Why a select needs no second claim.</b> A party first looks at all its queues under all their gates, and only when it finds nothing does
/// it appear in their lists, before it leaves the gates. So whoever meets it in a list is not waiting anywhere himself, and claims one wait, the
/// other's.</para>
/// </remarks>
internal abstract class QueueWait
{
    internal const int Open = 0;
    internal const int Withdrawn = -1;
    internal const int Canceled = -2;

    private int _claim;

    /// <summary>See the table. What was written before the claim is visible to who has been woken.</summary>
    internal int Claim => Volatile.Read(ref _claim);

    internal bool TryClaim(int claim) => Interlocked.CompareExchange(ref _claim, claim, Open) == Open;

    /// <summary>The claimer, off every gate, once. Runs nobody else's code, and does not throw.</summary>
    internal abstract void Wake();

    /// <summary>For a token: claims and wakes.</summary>
    internal void Cancel()
    {
        if (TryClaim(Canceled))
        {
            Wake();
        }
    }

    /// <summary>The party, with nothing left of the last wait: no waiter in a list, no token.</summary>
    protected void Reopen() => Volatile.Write(ref _claim, Open);
}
