using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// What the library asks of a function's method: by what name it is shown, and whether it is <c>async</c>. Keeps nothing of the function
/// alive.
/// </summary>
/// <remarks>
/// To ask a new delegate for its method takes 0.2 µs, as much as a tenth of the start of a frame; to read the method's attributes takes
/// more. So the answers are kept for each type of target, by the address of the method. Whether a method is async, the cases of each select
/// ask, so the last addresses that are not are kept by themselves. Without the addresses, as when compiled ahead of time, each delegate is
/// asked for its method. A method that was generated at run time may have the address, and then the answers, of an
/// earlier one.
/// </remarks>
internal sealed class KnownMethod
{
    private const int MostPerType = 64; // generated code may have any number of methods for one type

    private const int Remembered = 256;

    private static readonly KnownMethod s_unknown = new(null);
    private static readonly nint[] s_synchronous = new nint[Remembered]; // addresses of methods that are not async, each at its place
    private static readonly ConditionalWeakTable<MethodInfo, KnownMethod> s_methods = [];
    private static readonly ConditionalWeakTable<Type, Entry> s_ofTargets = [];
    private static readonly bool s_hasAddresses = HasAddresses();

    private KnownMethod(string? name) => Name = name;

    /// <summary>Null: the function is the library's own, or its method is not to be had.</summary>
    internal string? Name { get; }

    /// <summary>
    /// Does the method return at its first <c>await</c>? False for an <c>async</c> iterator, none of whose code runs before it is
    /// enumerated; and if the method is not to be had.
    /// </summary>
    internal bool IsAsync { get; private init; }

    /// <summary>Is the method <c>Invoke</c> of a delegate? A delegate made of another delegate has that method.</summary>
    private bool CallsDelegate { get; init; }

    /// <summary>Of several functions in one delegate: the last.</summary>
    internal static KnownMethod Of(Delegate function) => OfInnermost(Innermost(function));

    /// <summary>Is the function, or one of several in the delegate, <c>async</c>?</summary>
    internal static bool AnyIsAsync(Delegate function)
    {
        if (!s_hasAddresses || !function.HasSingleTarget || function.Target is null) // the address of a static method is that of a stub
        {
            return AskEach(function);
        }

        nint address = AddressOf(function);
        ref nint remembered = ref s_synchronous[(int)((nuint)address / 16 % Remembered)];
        return remembered != address && AskAndRemember(function, address, ref remembered);
    }

    private static bool AskEach(Delegate function)
    {
        Delegate users = Innermost(function);
        return users.HasSingleTarget ? OfInnermost(users).IsAsync : users.GetInvocationList().Any(AnyIsAsync);
    }

    // A delegate that calls another one has the same address whatever it calls, and is asked each time.
    private static bool AskAndRemember(Delegate function, nint address, ref nint remembered)
    {
        if (!ReferenceEquals(Innermost(function), function))
        {
            return AskEach(function);
        }

        KnownMethod method = OfInnermost(function);
        if (!method.IsAsync && method != s_unknown)
        {
            remembered = address;
        }

        return method.IsAsync;
    }

    private static KnownMethod OfInnermost(Delegate users)
    {
        if (!s_hasAddresses || !users.HasSingleTarget || users.Target is not { } target) // the delegate of a static method keeps its method
        {
            return Read(users);
        }

        Entry? first = null;
        int count = 0;
        nint address = AddressOf(users);
        if (s_ofTargets.TryGetValue(target.GetType(), out Entry? known))
        {
            first = known.Next;
            for (Entry? one = first; one is not null; one = one.Next, count++)
            {
                if (one.Address == address)
                {
                    return one.Method;
                }
            }
        }

        KnownMethod method = Read(users);
        if (count < MostPerType && method != s_unknown)
        {
            Keep(target.GetType(), new Entry { Address = address, Method = method, Next = first });
        }

        return method;
    }

    // Behind the library's own wrapping, and behind delegates that call another one, as new Action(action) does.
    private static Delegate Innermost(Delegate function)
    {
        Delegate one = function;
        while (one.HasSingleTarget)
        {
            if (one.Target is ActionFunction wrapped)
            {
                one = wrapped.Action;
            }
            else if (one.Target is Delegate inner && Read(one).CallsDelegate)
            {
                one = inner;
            }
            else
            {
                break;
            }
        }

        return one;
    }

    // The tables have locks, which foreign code may hold for a moment: a wait for them is told to no frame's context.
    private static KnownMethod Read(Delegate users)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            MethodInfo method = users.Method;
            return s_methods.TryGetValue(method, out KnownMethod? known) ? known : s_methods.GetValue(method, Ask);
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt(); // the next function of this method is asked again
            return s_unknown;
        }
        catch (Exception)
        {
            return s_unknown; // without memory, or without metadata
        }
    }

    private static KnownMethod Ask(MethodInfo method) => new(NameOf(method))
    {
        IsAsync = method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false),
        CallsDelegate = method is { IsStatic: false, Name: nameof(Action.Invoke) } && method.DeclaringType!.IsSubclassOf(typeof(Delegate)),
    };

    private static string? NameOf(MethodInfo method) =>
        method.Module == typeof(KnownMethod).Module ? null : FunctionName.Parse(method.Name);

    private static void Keep(Type target, Entry entry)
    {
        using Quiet quiet = Quiet.Begin();
        try
        {
            s_ofTargets.GetOrCreateValue(target).Next = entry;
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt(); // the next function of this method is read again
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // as above
        }
    }

    private static bool HasAddresses()
    {
        try
        {
            return AddressOf(HasAddresses) != 0;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    private static nint AddressOf(Delegate function) => MethodOf(function);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_methodPtr")]
    private static extern ref nint MethodOf(Delegate function);

    // One method; the entry of a type has only the next. Written once, before it is published; two writers may lose one of theirs.
    private sealed class Entry
    {
        internal nint Address { get; init; }

        internal KnownMethod Method { get; init; } = s_unknown;

        internal Entry? Next
        {
            get => Volatile.Read(ref field);
            set => Volatile.Write(ref field, value);
        }
    }
}
