using System.Reflection;

namespace Baton.Stress;

/// <summary>Looks into a queue: how many waiters are in its lists. There is no public way to see that, and none is wanted.</summary>
internal static class QueuePlaces
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    internal static int Of<T>(CoroutineQueue<T> queue)
    {
        object core = Get(queue, "Core");
        return (int)Get(core, "Places");
    }

    private static object Get(object owner, string property) => owner.GetType().GetProperty(property, Hidden)!.GetValue(owner)!;
}
