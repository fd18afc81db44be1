namespace Baton.Stress;

/// <summary>As <see cref="SelectCall"/>; never waits, and is −1 when no case is ready.</summary>
internal sealed class SelectOrDefaultCall(params SelectCase[] cases) : QueueCall
{
    internal override int Do(CancellationToken token) => Select.AnyOrDefault(cases);

    internal override ValueTask<int> DoAsync(CancellationToken token) => new(Do(token));

    public override string ToString() => $"select among {cases.Length}, or the default";
}
