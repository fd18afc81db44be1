using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// As <see cref="Preparation"/>, for frames and scopes: steps that must not fail are made before the first of these. The compiler makes a
/// delegate where it is first used, and that may be where memory is out.
/// </summary>
internal static class FramePreparation
{
    private static volatile bool s_isDone; // any thread, once all are made

    /// <summary>Makes them, once. May fail for want of memory.</summary>
    internal static void Prepare()
    {
        GivingUp.Watch();
        if (s_isDone)
        {
            return;
        }

        Preparation.Prepare();
        RuntimeHelpers.RunClassConstructor(typeof(BatonPassing).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SchedulerDisposal).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FrameTaskWaits).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LeftBehind).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(WordFiring).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(GivenToken).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(BlockLimit).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(LimitEnd).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ScopeEnd).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ScopeEndOutside).TypeHandle);
        s_isDone = true;
    }
}
