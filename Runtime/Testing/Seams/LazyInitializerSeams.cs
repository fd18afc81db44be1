using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="LazyInitializer"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(LazyInitializer))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class LazyInitializerSeams
{
    private const DynamicallyAccessedMemberTypes Constructor = DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <inheritdoc cref="LazyInitializer.EnsureInitialized{T}(ref T)"/>
    public static T EnsureInitialized<[DynamicallyAccessedMembers(Constructor)] T>([NotNull] ref T? target)
        where T : class
    {
        Seam.Write(ref target);
        return LazyInitializer.EnsureInitialized(ref target);
    }

    /// <inheritdoc cref="LazyInitializer.EnsureInitialized{T}(ref T, Func{T})"/>
    public static T EnsureInitialized<T>([NotNull] ref T? target, Func<T> valueFactory)
        where T : class
    {
        if (!Seam.IsOn || valueFactory is null)
        {
            return LazyInitializer.EnsureInitialized(ref target, valueFactory!);
        }

        Seam.Read(ref target);
        if (Volatile.Read(ref target) is { } found)
        {
            target = found;
            return found;
        }

        T made = valueFactory(); // another strand may make one too: the first that is written counts
        Seam.Write(ref target);
        return LazyInitializer.EnsureInitialized(ref target, () => made);
    }

    /// <inheritdoc cref="LazyInitializer.EnsureInitialized{T}(ref T, ref bool, ref object)"/>
    public static T EnsureInitialized<[DynamicallyAccessedMembers(Constructor)] T>(
        [AllowNull] ref T target, ref bool initialized, [NotNullIfNotNull(nameof(syncLock))] ref object? syncLock)
    {
        Seam.Write(ref initialized);
        return LazyInitializer.EnsureInitialized(ref target!, ref initialized, ref syncLock);
    }

    /// <inheritdoc cref="LazyInitializer.EnsureInitialized{T}(ref T, ref bool, ref object, Func{T})"/>
    public static T EnsureInitialized<T>(
        [AllowNull] ref T target, ref bool initialized, [NotNullIfNotNull(nameof(syncLock))] ref object? syncLock, Func<T> valueFactory)
    {
        Seam.Write(ref initialized);
        return LazyInitializer.EnsureInitialized(ref target!, ref initialized, ref syncLock, valueFactory);
    }

    /// <inheritdoc cref="LazyInitializer.EnsureInitialized{T}(ref T, ref object, Func{T})"/>
    public static T EnsureInitialized<T>(
        [NotNull] ref T? target, [NotNullIfNotNull(nameof(syncLock))] ref object? syncLock, Func<T> valueFactory)
        where T : class
    {
        Seam.Write(ref target);
        return LazyInitializer.EnsureInitialized(ref target, ref syncLock, valueFactory);
    }
}
