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
    }

    public override bool HasToken(CancellationToken token) => _source.HasToken(token);

    protected override void Fire()
    {
        try
        {
            Uninterrupted.Run(
                static fire => fire._source.Token.UnsafeRegister(static word => ((CancellationArrival)word!).Leave(), fire._word), this);
            _source.Cancel();
        }
        finally
        {
            _word.Leave(); // if the thread was interrupted at a lock of the token's, before the callback, or there was no memory
        }
    }

    protected override void OnOver() => Uninterrupted.Run(static callbacks => callbacks.TrySetResult(), _callbacks);
}
