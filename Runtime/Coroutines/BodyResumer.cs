namespace Baton;

/// <summary>The code that has resumed a body, and waits for it. Claimant, at both ends of its step.</summary>
/// <remarks>A suspended coroutine keeps nothing of its last resumer.</remarks>
internal struct BodyResumer
{
    /// <summary>The coroutine whose body that code is. Null: none.</summary>
    internal CoroutineCore? Parent { readonly get; private set; }

    /// <summary>What the resumer's thread was told. Null: nothing.</summary>
    internal ToldThread? Told { readonly get; private set; }

    /// <summary>The token that counts there. Null: none, or the resumer runs for a driver.</summary>
    internal OutsideToken? Token { readonly get; private set; }

    /// <summary>The disposal in which that code is, which has neither a driver nor a body. Null: none.</summary>
    internal DisposalMark? Disposal { readonly get; private set; }

    /// <summary>The innermost scope outside every scheduler and body on the resumer's stack. Null: none, or it is a body's.</summary>
    internal object? Scope { readonly get; private set; }

    private ToldThread? _told; // what the body's thread was told by the end of this step; null: nothing; the body's thread, then claimant

    /// <summary>
    /// The body's thread, before it hands back: the resumer was told of what the body was told. An unwinding body takes all that has fired
    /// for told, and so does not count.
    /// </summary>
    internal void NoteTold(bool isUnwinding)
    {
        if (Token is not null && !isUnwinding)
        {
            _told = ToldThread.Current;
        }
    }

    /// <summary>The calling thread is about to resume the body.</summary>
    /// <returns>For <see cref="Leave"/>.</returns>
    internal CoroutineCore? Enter()
    {
        CoroutineCore? parent = CoroutineCore.Current;
        if (parent is not null)
        {
            Parent = parent;
            parent.MarkResuming(true);
        }
        else if (RunsFor.Scope is { } scope)
        {
            Scope = scope;
        }

        if (OutsideToken.AreOpen && Driver.Current is null)
        {
            Told = ToldThread.Current;
            Token = OutsideToken.Current;
            Disposal = DisposalMark.OfThread;
        }

        return parent;
    }

    /// <summary>The calling thread waits no more.</summary>
    internal void Leave(CoroutineCore? parent)
    {
        if (Token is not null && _told is not null)
        {
            TellResumer(Token, _told.Told);
            _told = null;
        }

        if (Told is not null || Token is not null)
        {
            Told = null;
            Token = null;
            Disposal = null;
        }

        if (parent is not null)
        {
            Parent = null;
            parent.MarkResuming(false);
        }
        else if (Scope is not null)
        {
            Scope = null;
        }
    }

    private static void TellResumer(OutsideToken token, in ToldOutside body)
    {
        try
        {
            OutsideTelling.NoteToldBy(token, body);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // the resumer may be told once more
        }
    }
}
