using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// What an exception keeps that came out of a scope first: the failures that followed it there, and in the scopes inside. Is not changed.
/// </summary>
/// <remarks>
/// Several scopes that know nothing of each other may fail with one object, as when a task that has failed is awaited again and again. The
/// object keeps the failures of the first of them. Each other one throws a copy of its own. The scopes around the first are no others: the
/// exception comes to them next, and collects their failures too.
/// </remarks>
internal sealed class KeptFailures
{
    private static readonly ConditionalWeakTable<Exception, KeptFailures> s_all = []; // by the exception that keeps them

    private readonly HashSet<ScopeFailures> _scopes = []; // that the exception has come out of, and those around
    private readonly HashSet<long> _frames = [];          // that run the blocks of these

    private KeptFailures(ScopeFailures of, ScopeCore? around, Exception[] followers)
    {
        Followers = followers;
        _scopes.Add(of);
        for (ScopeCore? scope = around; scope is not null && _scopes.Add(scope.Failures); scope = ScopeSurroundings.Of(scope))
        {
            Add(scope.Owner);
        }

        Add(FrameCore.Current);
    }

    internal Exception[] Followers { get; }

    /// <summary>What the exception has kept. Null: nothing.</summary>
    internal static KeptFailures? Of(Exception exception) => s_all.TryGetValue(exception, out KeptFailures? kept) ? kept : null;

    /// <summary>Has the exception keep the failures, beside those that it has kept in scopes inside.</summary>
    /// <param name="of">The failures of the scope that the exception is to come out of.</param>
    /// <param name="around">The scope around. Null: none is known.</param>
    /// <param name="frames">The frames whose failures they are, if there is no such scope.</param>
    /// <param name="first">The exception.</param>
    /// <param name="followers">The others.</param>
    /// <returns>The exception, or a copy of it. Null: no copy can be made, for it has told of a cancellation.</returns>
    internal static Exception? TryKeep(
        ScopeFailures of, ScopeCore? around, ReadOnlySpan<FrameCore> frames, Exception first, Exception[] followers)
    {
        Exception keeper = first;
        if (Of(first) is { } inside)
        {
            if (inside.IsInside(of, frames) || inside.HasOnly(followers))
            {
                followers = [.. inside.Followers.Concat(followers).Distinct(ReferenceEqualityComparer.Instance).Cast<Exception>()];
                Forget(first, followers);
                Set(first, new KeptFailures(of, around, followers));
                return first;
            }

            if (first is OperationCanceledException)
            {
                return null;
            }

            keeper = (Exception)Copy(first);
        }

        Forget(keeper, followers);
        KeptFailures kept = new(of, around, followers);
        if (!TryAdd(keeper, kept)) // another thread's scope was first
        {
            return TryKeep(of, around, frames, first, followers);
        }

        return keeper;
    }

    private bool HasOnly(Exception[] these) => Followers.All(one => these.Contains(one, ReferenceEqualityComparer.Instance));

    private bool IsInside(ScopeFailures scope, ReadOnlySpan<FrameCore> frames)
    {
        foreach (FrameCore frame in frames)
        {
            if (_frames.Contains(frame.Id))
            {
                return true;
            }
        }

        return _scopes.Contains(scope);
    }

    private void Add(FrameCore? frame)
    {
        for (; frame is not null && _frames.Add(frame.Id); frame = frame.Scheduler.Around)
        {
            // the frames that have called the run
        }
    }

    // Exceptions never keep each other, or code that walks them would never end. A follower may have kept this failure when both came out
    // of an inner scope in the other order.
    private static void Forget(Exception failure, Exception[] followers)
    {
        Stack<Exception> left = new(followers);
        HashSet<Exception> seen = new(left, ReferenceEqualityComparer.Instance);
        while (left.TryPop(out Exception? from))
        {
            if (Of(from) is not { } kept)
            {
                continue;
            }

            if (kept.Followers.Contains(failure, ReferenceEqualityComparer.Instance))
            {
                kept = new KeptFailures(kept, [.. kept.Followers.Where(other => !ReferenceEquals(other, failure))]);
                Set(from, kept);
            }

            foreach (Exception follower in kept.Followers.Where(seen.Add))
            {
                left.Push(follower);
            }
        }
    }

    private KeptFailures(KeptFailures before, Exception[] followers) =>
        (_scopes, _frames, Followers) = (before._scopes, before._frames, followers);

    private static void Set(Exception exception, KeptFailures kept) =>
        Uninterrupted.Run(static set => s_all.AddOrUpdate(set.exception, set.kept), (exception, kept));

    private static bool TryAdd(Exception exception, KeptFailures kept)
    {
        StrongBox<bool> isNew = new();
        Uninterrupted.Run(static add => add.isNew.Value = s_all.TryAdd(add.exception, add.kept), (isNew, exception, kept));
        return isNew.Value;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MemberwiseClone")]
    private static extern object Copy(object exception);
}
