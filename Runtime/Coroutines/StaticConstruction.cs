using System.Diagnostics;

namespace Baton;

/// <summary>Does the calling thread run a static constructor, or does it run for a thread that does?</summary>
/// <remarks>
/// The runtime lets no other thread use the type before the static constructor has ended, and the library does not see the waits for that.
/// If it ends with an exception, the type is of no use to anybody from then on. A coroutine's body runs on a thread of its own, so its
/// resumer, which waits, looks at its own stack too. A frame that is started below a static constructor does not count: it has a stack of
/// its own, and what it throws is its failure, which code may catch before an await gives it to the static constructor. A look takes 10 to
/// 20 µs. Without method names, as after trimming, no static constructor is found.
/// </remarks>
internal static class StaticConstruction
{
    private const string Constructor = ".cctor";
    private const string LazyFactory = "ViaFactory";        // the method of a Lazy<T> that keeps what its factory throws
    private const string LazyType = "System.Lazy`1";

    /// <summary>Is the thread, or one that waits for it as its resumer, below a static constructor?</summary>
    internal static bool IsUnderWay() => IsBelow(orLazy: false);

    /// <summary>
    /// Would the runtime keep an exception of the calling code for good? A static constructor's is kept with the type, and that of a
    /// function with its <see cref="Lazy{T}"/>.
    /// </summary>
    internal static bool KeepsFailures() => IsBelow(orLazy: true);

    /// <summary>As the other two methods.</summary>
    /// <param name="orLazy">Does a function of a <see cref="Lazy{T}"/> count too?</param>
    private static bool IsBelow(bool orLazy) => FindOnStack(orLazy) is not null
        || (Driver.BodyOnStack is IAsksResumer body && IsResumerBelow(body, orLazy));

    private static bool IsResumerBelow(IAsksResumer body, bool orLazy)
    {
        bool isBelow = false;
        body.TryAskResumer(() => isBelow = IsBelow(orLazy));
        return isBelow;
    }

    /// <summary>
    /// The static constructors below which the calling thread runs: on its own stack, on that of its resumer, which waits, and so on. The
    /// nearest first. For want of memory some may be missing.
    /// </summary>
    internal static IReadOnlyList<StaticConstructor> FindAll()
    {
        try
        {
            List<StaticConstructor> found = [];
            AddTo(found);
            return found;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return [];
        }
    }

    private static void AddTo(List<StaticConstructor> found)
    {
        if (FindOnStack() is { } type)
        {
            found.Add(new StaticConstructor(type, SystemLocks.CurrentThread));
        }

        (Driver.BodyOnStack as IAsksResumer)?.TryAskResumer(() => AddTo(found));
    }

    /// <summary>The type whose static constructor runs on the calling thread itself, as its name. Null: none.</summary>
    /// <remarks>For want of memory nothing is found.</remarks>
    internal static string? FindOnStack(bool orLazy = false) => StackLook.Run(Find, orLazy, unknown: null);

    private static string? Find(StackTrace stack, bool orLazy)
    {
        for (int i = 0; i < stack.FrameCount; i++)
        {
            if (stack.GetFrame(i) is { } frame && DiagnosticMethodInfo.Create(frame) is { } method
                && (method.Name == Constructor || (orLazy && IsLazyFactory(method))))
            {
                return method.DeclaringTypeName ?? "a type";
            }
        }

        return null;
    }

    private static bool IsLazyFactory(DiagnosticMethodInfo method) =>
        method.Name == LazyFactory && method.DeclaringTypeName?.StartsWith(LazyType, StringComparison.Ordinal) == true;
}
