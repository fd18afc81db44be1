using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// As <see cref="Preparation"/>, for pools: steps that must not fail are made before the first pool. The compiler makes a delegate where it
/// is first used, and that may be where memory is out.
/// </summary>
internal static class PoolPreparation
{
    private static volatile bool s_isDone; // any thread, once all are made

    /// <summary>Makes them, once. May fail for want of memory.</summary>
    internal static void Prepare()
    {
        if (s_isDone)
        {
            return;
        }

        Preparation.Prepare();
        RuntimeHelpers.RunClassConstructor(typeof(Worker).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(WorkItem).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PoolDisposal).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FullPoolWatch).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(QueueVisitor).TypeHandle);
        s_isDone = true;
    }
}
