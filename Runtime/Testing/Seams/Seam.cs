using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton.Testing.Seams;

/// <summary>
/// What code calls that was compiled with seams, before it does what other strands may see. Without a run each call costs one read of a
/// static field. The compiler writes these calls; nobody else needs them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class Seam
{
    /// <summary>Does a run control the calling thread?</summary>
    public static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ControlledThread.Current is not null;
    }

    /// <summary>Before a read of a field that strands share.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="location">The field.</param>
    /// <exception cref="OperationCanceledException">The schedule is over, and this strand is to end.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<T>(ref readonly T location)
    {
        if (IsOn)
        {
            MemoryCall.Go(AddressOf(in location), isWrite: false);
        }
    }

    /// <summary>Before a write to a field that strands share.</summary>
    /// <inheritdoc cref="Read"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(ref readonly T location)
    {
        if (IsOn)
        {
            MemoryCall.Go(AddressOf(in location), isWrite: true);
        }
    }

    /// <summary>Before a field is exchanged. Followed by <see cref="EndExchange"/> or <see cref="EndSwap"/>.</summary>
    /// <inheritdoc cref="Read"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void BeginExchange<T>(ref readonly T location) => MemoryCall.BeginExchange(AddressOf(in location));

    /// <summary>After <see cref="BeginExchange"/>: the field was exchanged if it was as expected.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="location">The field.</param>
    /// <param name="was">What was in it.</param>
    /// <param name="expected">What was expected.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EndExchange<T>(ref readonly T location, T was, T expected) =>
        MemoryCall.EndExchange(AddressOf(in location), AreSame(ref was, ref expected));

    /// <summary>After <see cref="BeginExchange"/>: the field has another value now, or the same again.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="location">The field.</param>
    /// <param name="was">What was in it.</param>
    /// <param name="value">What is in it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void EndSwap<T>(ref readonly T location, T was, T value) =>
        MemoryCall.EndExchange(AddressOf(in location), !AreSame(ref was, ref value));

    /// <summary>Before a call of what strands share.</summary>
    /// <param name="shared">What is called. Null: that is not known.</param>
    /// <param name="isWrite">False: nobody can tell from it that it was called.</param>
    /// <param name="what">For reports.</param>
    /// <exception cref="OperationCanceledException">The schedule is over, and this strand is to end.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Call(object? shared, bool isWrite, string what)
    {
        if (IsOn && SeamCall.Strand is { } strand)
        {
            SeamCall.Go(strand, shared, isWrite, what);
        }
    }

    /// <summary>After a call that has given a task, or a value task.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="given">What the call has given.</param>
    /// <returns>The same.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Given<T>(T given)
    {
        if (IsOn && SeamCall.Strand is { Run.Schedule.Interleaving: not null } strand)
        {
            TaskCall.NoteGiven(strand, TaskParts.InAwaiter(given));
        }

        return given;
    }

    private static unsafe nint AddressOf<T>(ref readonly T location) => (nint)Unsafe.AsPointer(ref Unsafe.AsRef(in location));

    // As the exchange itself compares: references by identity, values bit by bit.
    private static bool AreSame<T>(ref T one, ref T other) => RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        ? ReferenceEquals(one, other)
        : BytesOf(ref one).SequenceEqual(BytesOf(ref other));

    private static ReadOnlySpan<byte> BytesOf<T>(ref T value) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
}
