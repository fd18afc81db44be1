namespace Baton;

/// <summary>A read or a write of an inner stream, and what has begun of it. A struct, so that each kind is compiled apart.</summary>
internal interface IStreamTransfer
{
    /// <summary>Does it write into the memory that it is lent?</summary>
    static abstract bool Fills { get; }

    /// <summary>Calls the inner stream, once.</summary>
    void Begin(Stream inner, Memory<byte> lent, CancellationToken token);

    /// <summary>Has it ended, and well?</summary>
    bool IsCompletedSuccessfully { get; }

    /// <summary>Once, when it has ended well: how many bytes it wrote into the memory that it was lent.</summary>
    int GetCount();

    /// <summary>Once, instead of <see cref="GetCount"/>: waits for the end. Returns how many bytes it wrote into the memory that it was lent.</summary>
    int AwaitCount(StreamCall call);

    /// <summary>Once, instead of <see cref="GetCount"/>: for nobody to wait for.</summary>
    Task AsTask();
}
