using System.Threading.Tasks.Sources;

namespace Baton.Tests;

/// <summary>Does work on memory in the way that an <see cref="Inner"/> says.</summary>
internal static class InnerBehaviour
{
    internal static IEnumerable<object[]> All => Enum.GetValues<Inner>().Select(inner => new object[] { inner });

    /// <summary>Runs the two halves of some work on the memory; null memory is given to neither.</summary>
    internal static async ValueTask Do(Inner how, Action firstHalf, Action secondHalf)
    {
        switch (how)
        {
            case Inner.AtOnce:
                firstHalf();
                secondHalf();
                break;
            case Inner.LaterOnAnotherThread:
                await Task.Run(() => { });
                firstHalf();
                await Task.Yield();
                secondHalf();
                break;
            case Inner.OnAnotherThreadWithAContextOfItsOwn:
                await Task.Run(async () =>
                {
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                    await Task.Yield();
                    firstHalf();
                    await Task.Yield();
                    secondHalf();
                });
                break;
            case Inner.PartlyAtOnce:
                firstHalf();
                await Task.Run(secondHalf);
                break;
            case Inner.WhileTheCallIsUnderWay:
                firstHalf();
                TestThread.Run("Inner", secondHalf);
                break;
            case Inner.ByAValueTaskSource:
                firstHalf();
                ManualSource source = new();
                _ = Task.Run(() =>
                {
                    secondHalf();
                    source.Complete();
                });
                await new ValueTask(source, source.Version);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, null);
        }
    }

    private sealed class ManualSource : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<int> _core = new() { RunContinuationsAsynchronously = true };

        internal short Version => _core.Version;

        internal void Complete() => _core.SetResult(0);

        public void GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
