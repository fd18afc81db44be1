using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>
/// What <see cref="ConcurrentDictionary{TKey, TValue}"/> does in code that was compiled with seams, where it calls a function between its
/// look and its write: one step before the look, and another after the function.
/// </summary>
[SeamsOf(typeof(ConcurrentDictionary<,>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ConcurrentDictionarySeams
{
    private const string Get = "ConcurrentDictionary.GetOrAdd";
    private const string Update = "ConcurrentDictionary.AddOrUpdate";

    /// <inheritdoc cref="ConcurrentDictionary{TKey, TValue}.GetOrAdd(TKey, Func{TKey, TValue})"/>
    public static TValue GetOrAdd<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TKey, TValue> valueFactory)
        where TKey : notnull
    {
        Seam.Call(dictionary, true, Get);
        return dictionary.GetOrAdd(key, After(dictionary, valueFactory, Get));
    }

    /// <inheritdoc cref="ConcurrentDictionary{TKey, TValue}.GetOrAdd{TArg}(TKey, Func{TKey, TArg, TValue}, TArg)"/>
    public static TValue GetOrAdd<TKey, TValue, TArg>(
        ConcurrentDictionary<TKey, TValue> dictionary, TKey key, Func<TKey, TArg, TValue> valueFactory, TArg factoryArgument)
        where TKey : notnull
        where TArg : allows ref struct
    {
        Seam.Call(dictionary, true, Get);
        return dictionary.GetOrAdd(key, After(dictionary, valueFactory, Get), factoryArgument);
    }

    /// <inheritdoc cref="ConcurrentDictionary{TKey, TValue}.AddOrUpdate(TKey, Func{TKey, TValue}, Func{TKey, TValue, TValue})"/>
    public static TValue AddOrUpdate<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> dictionary,
        TKey key,
        Func<TKey, TValue> addValueFactory,
        Func<TKey, TValue, TValue> updateValueFactory)
        where TKey : notnull
    {
        Seam.Call(dictionary, true, Update);
        return dictionary.AddOrUpdate(
            key, After(dictionary, addValueFactory, Update), After(dictionary, updateValueFactory, Update));
    }

    /// <inheritdoc cref="ConcurrentDictionary{TKey, TValue}.AddOrUpdate(TKey, TValue, Func{TKey, TValue, TValue})"/>
    public static TValue AddOrUpdate<TKey, TValue>(
        ConcurrentDictionary<TKey, TValue> dictionary, TKey key, TValue addValue, Func<TKey, TValue, TValue> updateValueFactory)
        where TKey : notnull
    {
        Seam.Call(dictionary, true, Update);
        return dictionary.AddOrUpdate(key, addValue, After(dictionary, updateValueFactory, Update));
    }

    // A dictionary or a function that is null: the method itself throws.
    private static Func<T, TResult> After<T, TResult>(object dictionary, Func<T, TResult> function, string what) =>
        function is null || !Seam.IsOn ? function! : one =>
        {
            TResult result = function(one);
            Seam.Call(dictionary, true, what);
            return result;
        };

    private static Func<T, TArg, TResult> After<T, TArg, TResult>(object dictionary, Func<T, TArg, TResult> function, string what)
        where TArg : allows ref struct =>
        function is null || !Seam.IsOn ? function! : (one, other) =>
        {
            TResult result = function(one, other);
            Seam.Call(dictionary, true, what);
            return result;
        };
}
