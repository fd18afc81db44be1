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

        if (OutsideToken.AreOpen && Driver.Current is null)
        {
            Told = ToldThread.Current;
            Token = OutsideToken.Current;
        }

        return parent;
    }

    /// <summary>The calling thread waits no more.</summary>
    internal void Leave(CoroutineCore? parent)
    {
        if (Told is not null || Token is not null)
        {
            Told = null;
            Token = null;
        }

        if (parent is not null)
        {
            Parent = null;
            parent.MarkResuming(false);
        }
    }
}
