namespace Baton.Stress;

/// <summary>Its result is the index of the case that was done.</summary>
internal sealed class SelectCall(params SelectCase[] cases) : QueueCall
{
    internal override int Do(CancellationToken token) => Select.Any(cases, token);

    internal override ValueTask<int> DoAsync(CancellationToken token) => Select.AnyAsync(cases, token);

    public override string ToString() => $"select among {cases.Length}";
}
