namespace Baton;

/// <summary>One read or write of an inner stream. A struct, so that each kind is compiled apart.</summary>
internal interface IStreamTransfer
{
    /// <summary>Does the operation write into the memory that is lent?</summary>
    static abstract bool Fills { get; }

    /// <summary>Calls the inner stream, once.</summary>
    void Begin(Stream inner, Memory<byte> lent, CancellationToken token);

    /// <summary>Has the operation ended, and well?</summary>
    bool IsCompletedSuccessfully { get; }

    /// <summary>Once, when the operation has ended well: how many bytes it wrote into the lent memory.</summary>
    int GetCount();

    /// <summary>Once, instead of <see cref="GetCount"/>: waits for the end, and returns the count.</summary>
    int AwaitCount(StreamCall call);

    /// <summary>Once, instead of <see cref="GetCount"/>: the operation, to be given up.</summary>
    Task AsTask();
}
