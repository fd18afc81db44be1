namespace Baton;

/// <summary>Fires the token of what is canceled, and leaves word for the holder of the baton: see <see cref="TokenFiring"/>.</summary>
internal sealed class WordFiring : Firing
{
    private readonly CausedSource _source;
    private readonly CancellationArrival _word;
    private readonly TaskCompletionSource _callbacks = new();

    internal WordFiring(CausedSource source, CancellationArrival word)
    {
        _source = source;
        _word = word;
        word.Callbacks = _callbacks.Task;
        source.NoteFiring(_callbacks.Task);
    }

    public override bool HasToken(CancellationToken token) => _source.HasToken(token);

    protected override void Fire()
    {
        try
        {
            LeaveFirst();
            _source.Cancel();
        }
        finally
        {
            _word.Leave(); // if the thread was interrupted at a lock of the token's, before the callback
        }
    }

    private void LeaveFirst()
    {
        try
        {
            Uninterrupted.Run(
                static fire => fire._source.Token.UnsafeRegister(static word => ((CancellationArrival)word!).Leave(), fire._word), this);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _word.Leave(); // before the token fires
        }
    }

    protected override void OnOver() => SureEnd.Succeed(_callbacks); // those who wait have a limit
}
