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
    private static readonly ConditionalWeakTable<Exception, object> s_kept = []; // those that some exception keeps, or has kept
    private static readonly Gate s_gate = new(); // of who looks at what several exceptions keep, and changes that

    private readonly FailurePlace _place; // where the exception came out last
    private readonly FailureList _list;
    private readonly int _count; // so many of the list

    private KeptFailures(FailurePlace place, FailureList list) => (_place, _list, _count) = (place, list, list.Count);

    internal Exception[] Followers => _list.First(_count).ToArray();

    /// <summary>What the exception has kept. Null: nothing.</summary>
    internal static KeptFailures? Of(Exception exception) => s_all.TryGetValue(exception, out KeptFailures? kept) ? kept : null;

    /// <summary>Has the exception keep the failures, beside those that it has kept in scopes inside.</summary>
    /// <param name="of">Where the exception is to come out.</param>
    /// <param name="awaited">The frames whose failures they are, if they are not those of a scope.</param>
    /// <param name="first">The exception.</param>
    /// <param name="cameWith">What it kept when it came here. Null: nothing.</param>
    /// <param name="followers">The others.</param>
    /// <returns>The exception, or a copy of it. Null: no copy can be made, for it has told of a cancellation.</returns>
    internal static Exception? TryKeep(
        ScopeFailures of, FrameCore[] awaited, Exception first, KeptFailures? cameWith, Exception[] followers)
    {
        using Gate.Held held = s_gate.Enter();
        FailurePlace here = FailurePlace.Here(of, awaited);
        KeptFailures? before = Of(first);
        bool isFromInside = before is null || here.IsAround(before._place);
        FailureList list = (isFromInside ? before : cameWith)?.And(followers) ?? new FailureList(followers);
        if (!isFromInside && list.First(list.Count).SequenceEqual(before!._list.First(before._count), ReferenceEqualityComparer.Instance))
        {
            Set(first, new KeptFailures(FailurePlace.Nowhere, list)); // the scopes around each place add to copies
            return first;
        }

        List<Exception> keepers = isFromInside ? KeepersOf(first, followers) : [];
        bool isCopied = !isFromInside || !keepers.TrueForAll(keeper => here.IsAround(Of(keeper)!._place));
        if (isCopied && first is OperationCanceledException)
        {
            return null;
        }

        Exception thrown = isCopied ? (Exception)Copy(first) : first;
        if (!isCopied)
        {
            keepers.ForEach(keeper => Forget(keeper, first));
        }

        Array.ForEach(followers, NoteKept);
        Set(thrown, new KeptFailures(here, list));
        return thrown;
    }

    // Under the gate. The list grows in place where nobody else has added to it.
    private FailureList And(Exception[] more)
    {
        FailureList list = _list.Count == _count ? _list : new FailureList(_list.First(_count));
        foreach (Exception failure in more)
        {
            list.Add(failure);
        }

        return list;
    }

    // The new followers that keep the failure, and those they lead to. As when both came out of an inner scope in the other order. What the
    // failure keeps already does not lead to it.
    private static List<Exception> KeepersOf(Exception failure, Exception[] followers)
    {
        List<Exception> keepers = [];
        if (!s_kept.TryGetValue(failure, out _))
        {
            return keepers;
        }

        Stack<Exception> left = new(followers);
        HashSet<Exception> seen = new(followers, ReferenceEqualityComparer.Instance);
        while (left.TryPop(out Exception? from))
        {
            foreach (Exception follower in Of(from)?.Followers ?? [])
            {
                if (ReferenceEquals(follower, failure))
                {
                    keepers.Add(from);
                }
                else if (seen.Add(follower))
                {
                    left.Push(follower);
                }
            }
        }

        return keepers;
    }

    private static void Forget(Exception keeper, Exception failure)
    {
        KeptFailures kept = Of(keeper)!;
        Set(keeper, new KeptFailures(
            kept._place, new FailureList(kept.Followers.Where(other => !ReferenceEquals(other, failure)).ToArray())));
    }

    private static void Set(Exception exception, KeptFailures kept) =>
        Uninterrupted.Run(static set => s_all.AddOrUpdate(set.exception, set.kept), (exception, kept));

    private static void NoteKept(Exception failure) => Uninterrupted.Run(static kept => s_kept.TryAdd(kept, s_all), failure);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    private static extern object Copy(object exception);
}
