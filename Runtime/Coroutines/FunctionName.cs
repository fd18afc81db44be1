using System.Reflection;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// By what name a function is shown that was given none: its method's. A lambda in <c>Load</c> is shown as "Load (lambda)". The name is
/// taken when the function is forgotten, and keeps nothing of it alive.
/// </summary>
/// <remarks>
/// To ask a new delegate for its method takes 0.2 µs, as much as a tenth of the start of a frame. So names are kept for each type of
/// target, by the address of the method. Without the addresses, as when compiled ahead of time, each delegate is asked. A method that was
/// generated at run time may have the address, and then the name, of an earlier one.
/// </remarks>
internal static class FunctionName
{
    private const int MostPerType = 64; // generated code may have any number of methods for one type

    private static readonly ConditionalWeakTable<Type, Known> s_known = [];
    private static readonly bool s_hasAddresses = HasAddresses();

    /// <summary>Null: the function is the library's own, or its method is not to be had.</summary>
    internal static string? Of(Delegate function)
    {
        Delegate users = function.Target is ActionFunction wrapped ? wrapped.Action : function;
        if (!s_hasAddresses || !users.HasSingleTarget || users.Target is not { } target) // the delegate of a static method keeps its method
        {
            return Read(users);
        }

        Known? first = null;
        int count = 0;
        nint address = AddressOf(users);
        if (s_known.TryGetValue(target.GetType(), out Known? known))
        {
            first = known.Next;
            for (Known? one = first; one is not null; one = one.Next, count++)
            {
                if (one.Address == address)
                {
                    return one.Name;
                }
            }
        }

        return ReadAndKeep(users, address, first, keeps: count < MostPerType);
    }

    // The table has a lock, which foreign code may hold for a moment: a wait for it is told to no frame's context.
    private static string? ReadAndKeep(Delegate users, nint address, Known? first, bool keeps)
    {
        using Quiet quiet = Quiet.Begin();
        string? name = Read(users);
        try
        {
            if (keeps)
            {
                s_known.GetOrCreateValue(users.Target!.GetType()).Next = new Known { Address = address, Name = name, Next = first };
            }
        }
        catch (ThreadInterruptedException)
        {
            Thread.CurrentThread.Interrupt(); // the next function of this method is read again
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // as above
        }

        return name;
    }

    /// <summary>
    /// What the compiler's name of a method says: <c>&lt;Load&gt;b__0_1</c> is a lambda in Load, <c>&lt;Load&gt;g__Part|0_0</c> is Part.
    /// </summary>
    internal static string Parse(string method)
    {
        int end = method.LastIndexOf(">b__", StringComparison.Ordinal);
        if (end > 0)
        {
            return $"{Outer(method[..end])} (lambda)";
        }

        int local = method.LastIndexOf(">g__", StringComparison.Ordinal);
        return local < 0 ? method : method[(local + 4)..].Split('|')[0];
    }

    // The method that the code is in: that of the program's statements is <Main>$.
    private static string Outer(string method)
    {
        string outer = method.TrimStart('<');
        int end = outer.IndexOf('>', StringComparison.Ordinal);
        string name = end < 0 ? outer : outer[..end];
        int part = outer.IndexOf(">g__", StringComparison.Ordinal);
        return part < 0 ? name.Length > 0 ? name : method : outer[(part + 4)..].Split('|')[0];
    }

    private static string? Read(Delegate function)
    {
        try
        {
            MethodInfo method = function.Method;
            return method.Module == typeof(FunctionName).Module ? null : Parse(method.Name);
        }
        catch (Exception e) when (e is not ThreadInterruptedException)
        {
            return null; // without memory, or without metadata
        }
    }

    private static bool HasAddresses()
    {
        try
        {
            return AddressOf(Parse) != 0;
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
    private sealed class Known
    {
        internal nint Address { get; init; }

        internal string? Name { get; init; }

        internal Known? Next
        {
            get => Volatile.Read(ref field);
            set => Volatile.Write(ref field, value);
        }
    }
}
