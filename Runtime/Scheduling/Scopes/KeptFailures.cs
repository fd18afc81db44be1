using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// What an exception keeps that came out of a scope first: the failures that followed it there, and in the scopes inside. Is not changed.
/// </summary>
/// <remarks>
/// <para>Several scopes that know nothing of each other may fail with one object, as when a task that has failed is awaited again and
/// again. The object keeps the failures of the first of them. Each other one throws a copy of its own. The scopes around the first are no
/// others: the exception comes to them next, and collects their failures too.</para>
/// <para>Exceptions never keep each other, or code that walks them would never end. If a failure leads to an exception that keeps the first
/// one, for a scope inside, that exception keeps it no more. If it keeps it for another scope, a copy comes out here.</para>
/// </remarks>
internal sealed class KeptFailures
{
    private static readonly ConditionalWeakTable<Exception, KeptFailures> s_all = []; // by the exception that keeps them
    private static readonly Gate s_gate = new(); // of who looks at what several exceptions keep, and changes that

    private readonly FailurePlace _place; // where the exception came out last

    private KeptFailures(FailurePlace place, Exception[] followers) => (_place, Followers) = (place, followers);

    internal Exception[] Followers { get; }

    /// <summary>What the exception has kept. Null: nothing.</summary>
    internal static KeptFailures? Of(Exception exception) => s_all.TryGetValue(exception, out KeptFailures? kept) ? kept : null;

    /// <summary>Has the exception keep the failures, beside those that it has kept in scopes inside.</summary>
    /// <param name="here">Where the exception is to come out.</param>
    /// <param name="first">The exception.</param>
    /// <param name="cameWith">What it kept when it came here. Null: nothing.</param>
    /// <param name="followers">The others.</param>
    /// <returns>The exception, or a copy of it. Null: no copy can be made, for it has told of a cancellation.</returns>
    internal static Exception? TryKeep(FailurePlace here, Exception first, KeptFailures? cameWith, Exception[] followers)
    {
        using Gate.Held held = s_gate.Enter();
        KeptFailures? before = Of(first);
        bool isFromInside = before is null || here.IsAround(before._place);
        followers = (isFromInside ? before : cameWith)?.And(followers) ?? followers;
        List<Exception> keepers = KeepersOf(first, followers);
        if (isFromInside && keepers.TrueForAll(keeper => here.IsAround(Of(keeper)!._place)))
        {
            keepers.ForEach(keeper => Forget(keeper, first));
            Set(first, new KeptFailures(here, followers));
            return first;
        }

        if (first is OperationCanceledException)
        {
            return null;
        }

        Exception copy = (Exception)Copy(first);
        Set(copy, new KeptFailures(here, followers));
        return copy;
    }

    private Exception[] And(Exception[] more) =>
        [.. Followers.Concat(more).Distinct(ReferenceEqualityComparer.Instance).Cast<Exception>()];

    // The followers that keep the failure, and those they lead to. As when both came out of an inner scope in the other order.
    private static List<Exception> KeepersOf(Exception failure, Exception[] followers)
    {
        List<Exception> keepers = [];
        Stack<Exception> left = new(followers);
        HashSet<Exception> seen = new(followers, ReferenceEqualityComparer.Instance);
        while (left.TryPop(out Exception? from))
        {
            if (Of(from) is not { } kept)
            {
                continue;
            }

            if (kept.Followers.Contains(failure, ReferenceEqualityComparer.Instance))
            {
                keepers.Add(from);
            }

            foreach (Exception follower in kept.Followers.Where(seen.Add))
            {
                left.Push(follower);
            }
        }

        return keepers;
    }

    private static void Forget(Exception keeper, Exception failure)
    {
        KeptFailures kept = Of(keeper)!;
        Set(keeper, new KeptFailures(kept._place, [.. kept.Followers.Where(other => !ReferenceEquals(other, failure))]));
    }

    private static void Set(Exception exception, KeptFailures kept) =>
        Uninterrupted.Run(static set => s_all.AddOrUpdate(set.exception, set.kept), (exception, kept));

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    private static extern object Copy(object exception);
}
