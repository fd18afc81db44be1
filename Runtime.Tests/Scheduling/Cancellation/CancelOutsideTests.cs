using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>A function that is canceled while it runs outside every scheduler.</summary>
[TestClass]
public sealed class CancelOutsideTests : CoroutineTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Async_Outside_TheTokenOfItsFrameIsKeptByNobody(bool canceled)
    {
        WeakReference handle = RunOne(canceled);

        Eventually.Collected(handle, "the token of the function's frame");
    }

    // A token keeps its wait handle: once that is collected, nobody keeps the token.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RunOne(bool canceled)
    {
        Frame? frame = null;
        CoroutineScope.Run(scope => frame = scope.Async(() =>
        {
            if (canceled)
            {
                scope.Cancel();
            }
        }));
        return new WeakReference(((ITokenFollower)frame!.Core.Cancellation).OwnToken.WaitHandle);
    }
}
