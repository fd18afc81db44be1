using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Makes types whose static constructor has not run yet, as many as a test wants.</summary>
internal static class InitializedType
{
    private static readonly ConcurrentDictionary<Type, Func<Func<int>, int>> s_initializers = new();
    private static readonly Lock s_gate = new();
    private static Type s_last = typeof(First);

    /// <summary>A new type. What its static constructor does gets a function that needs the type, on whatever thread.</summary>
    /// <returns>Needs the type too, and so runs the static constructor if nothing has before. Gives what that has returned.</returns>
    internal static Func<int> New(Func<Func<int>, int> initialize)
    {
        lock (s_gate)
        {
            s_last = typeof(Next<>).MakeGenericType(s_last);
            s_initializers[s_last] = initialize;
            return typeof(Holder<>).MakeGenericType(s_last).GetMethod(nameof(Holder<>.Read))!.CreateDelegate<Func<int>>();
        }
    }

    private struct First;

    private struct Next<T>;

    private static class Holder<T>
    {
        private static readonly int s_bias;
        private static readonly int s_value;

        static Holder()
        {
            s_bias = 1;
            s_value = s_initializers[typeof(T)](Need);
        }

        public static int Read() => s_value;

        private static int Need() => s_bias;
    }
}
