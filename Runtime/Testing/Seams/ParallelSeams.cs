using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Numerics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Parallel"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Parallel))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ParallelSeams
{
#pragma warning disable CA1068 // The parameters are in the order of the original.
    /// <inheritdoc cref="Parallel.Invoke(Action[])"/>
    public static void Invoke(params Action[] actions) => Parallel.Invoke(TaskCall.Options(null), actions);

    /// <inheritdoc cref="Parallel.Invoke(ParallelOptions, Action[])"/>
    public static void Invoke(ParallelOptions parallelOptions, params Action[] actions) =>
        Parallel.Invoke(TaskCall.Options(parallelOptions), actions);

    /// <inheritdoc cref="Parallel.For(int, int, Action{int})"/>
    public static ParallelLoopResult For(int fromInclusive, int toExclusive, Action<int> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.For(int, int, ParallelOptions, Action{int})"/>
    public static ParallelLoopResult For(
        int fromInclusive, int toExclusive, ParallelOptions parallelOptions, Action<int> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.For(int, int, Action{int, ParallelLoopState})"/>
    public static ParallelLoopResult For(int fromInclusive, int toExclusive, Action<int, ParallelLoopState> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.For(int, int, ParallelOptions, Action{int, ParallelLoopState})"/>
    public static ParallelLoopResult For(
        int fromInclusive, int toExclusive, ParallelOptions parallelOptions, Action<int, ParallelLoopState> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.For(long, long, Action{long})"/>
    public static ParallelLoopResult For(long fromInclusive, long toExclusive, Action<long> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.For(long, long, ParallelOptions, Action{long})"/>
    public static ParallelLoopResult For(
        long fromInclusive, long toExclusive, ParallelOptions parallelOptions, Action<long> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.For(long, long, Action{long, ParallelLoopState})"/>
    public static ParallelLoopResult For(long fromInclusive, long toExclusive, Action<long, ParallelLoopState> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.For(long, long, ParallelOptions, Action{long, ParallelLoopState})"/>
    public static ParallelLoopResult For(
        long fromInclusive, long toExclusive, ParallelOptions parallelOptions, Action<long, ParallelLoopState> body) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(IEnumerable{TSource}, Action{TSource})"/>
    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource> body) =>
        Parallel.ForEach(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(IEnumerable{TSource}, ParallelOptions, Action{TSource})"/>
    public static ParallelLoopResult ForEach<TSource>(
        IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource> body) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(IEnumerable{TSource}, Action{TSource, ParallelLoopState})"/>
    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource, ParallelLoopState> body) =>
        Parallel.ForEach(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(IEnumerable{TSource}, ParallelOptions, Action{TSource, ParallelLoopState})"/>
    public static ParallelLoopResult ForEach<TSource>(
        IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState> body) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.For{TLocal}(int, int, Func{TLocal}, Func{int, ParallelLoopState, TLocal, TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult For<TLocal>(
        int fromInclusive,
        int toExclusive,
        Func<TLocal> localInit,
        Func<int, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(null), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.For{TLocal}(int, int, ParallelOptions, Func{TLocal}, Func{int, ParallelLoopState, TLocal, TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult For<TLocal>(
        int fromInclusive,
        int toExclusive,
        ParallelOptions parallelOptions,
        Func<TLocal> localInit,
        Func<int, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), localInit, body, localFinally);

    /// <inheritdoc cref="Parallel.For{TLocal}(long, long, Func{TLocal}, Func{long, ParallelLoopState, TLocal, TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult For<TLocal>(
        long fromInclusive,
        long toExclusive,
        Func<TLocal> localInit,
        Func<long, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(null), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.For{TLocal}(long, long, ParallelOptions, Func{TLocal}, Func{long, ParallelLoopState, TLocal, TLocal},
    /// Action{TLocal})"/>
    public static ParallelLoopResult For<TLocal>(
        long fromInclusive,
        long toExclusive,
        ParallelOptions parallelOptions,
        Func<TLocal> localInit,
        Func<long, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.For(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), localInit, body, localFinally);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(IEnumerable{TSource}, Action{TSource, ParallelLoopState, long})"/>
    public static ParallelLoopResult ForEach<TSource>(IEnumerable<TSource> source, Action<TSource, ParallelLoopState, long> body) =>
        Parallel.ForEach(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(IEnumerable{TSource}, ParallelOptions, Action{TSource, ParallelLoopState, long})"/>
    public static ParallelLoopResult ForEach<TSource>(
        IEnumerable<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState, long> body) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(IEnumerable{TSource}, Func{TLocal}, Func{TSource, ParallelLoopState, TLocal, TLocal},
    /// Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(null), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(IEnumerable{TSource}, ParallelOptions, Func{TLocal}, Func{TSource, ParallelLoopState, TLocal,
    /// TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source,
        ParallelOptions parallelOptions,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(IEnumerable{TSource}, Func{TLocal}, Func{TSource, ParallelLoopState, long, TLocal, TLocal},
    /// Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, long, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(null), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(IEnumerable{TSource}, ParallelOptions, Func{TLocal}, Func{TSource, ParallelLoopState, long,
    /// TLocal, TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        IEnumerable<TSource> source,
        ParallelOptions parallelOptions,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, long, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), localInit, body, localFinally);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(Partitioner{TSource}, Action{TSource})"/>
    public static ParallelLoopResult ForEach<TSource>(Partitioner<TSource> source, Action<TSource> body) =>
        Parallel.ForEach(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(Partitioner{TSource}, ParallelOptions, Action{TSource})"/>
    public static ParallelLoopResult ForEach<TSource>(
        Partitioner<TSource> source, ParallelOptions parallelOptions, Action<TSource> body) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(Partitioner{TSource}, Action{TSource, ParallelLoopState})"/>
    public static ParallelLoopResult ForEach<TSource>(Partitioner<TSource> source, Action<TSource, ParallelLoopState> body) =>
        Parallel.ForEach(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(Partitioner{TSource}, ParallelOptions, Action{TSource, ParallelLoopState})"/>
    public static ParallelLoopResult ForEach<TSource>(
        Partitioner<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState> body) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(Partitioner{TSource}, Func{TLocal}, Func{TSource, ParallelLoopState, TLocal, TLocal},
    /// Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        Partitioner<TSource> source,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(null), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(Partitioner{TSource}, ParallelOptions, Func{TLocal}, Func{TSource, ParallelLoopState, TLocal,
    /// TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        Partitioner<TSource> source,
        ParallelOptions parallelOptions,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), localInit, body, localFinally);

    /// <inheritdoc cref="Parallel.ForEach{TSource}(OrderablePartitioner{TSource}, Action{TSource, ParallelLoopState, long})"/>
    public static ParallelLoopResult ForEach<TSource>(
        OrderablePartitioner<TSource> source, Action<TSource, ParallelLoopState, long> body) =>
        Parallel.ForEach(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource}(OrderablePartitioner{TSource}, ParallelOptions, Action{TSource, ParallelLoopState, long})"/>
    public static ParallelLoopResult ForEach<TSource>(
        OrderablePartitioner<TSource> source, ParallelOptions parallelOptions, Action<TSource, ParallelLoopState, long> body) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(OrderablePartitioner{TSource}, Func{TLocal}, Func{TSource, ParallelLoopState, long, TLocal,
    /// TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        OrderablePartitioner<TSource> source,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, long, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(null), localInit, body, localFinally);

    /// <inheritdoc cref="
    /// Parallel.ForEach{TSource, TLocal}(OrderablePartitioner{TSource}, ParallelOptions, Func{TLocal}, Func{TSource,
    /// ParallelLoopState, long, TLocal, TLocal}, Action{TLocal})"/>
    public static ParallelLoopResult ForEach<TSource, TLocal>(
        OrderablePartitioner<TSource> source,
        ParallelOptions parallelOptions,
        Func<TLocal> localInit,
        Func<TSource, ParallelLoopState, long, TLocal, TLocal> body,
        Action<TLocal> localFinally) =>
        Parallel.ForEach(source, TaskCall.Options(parallelOptions), localInit, body, localFinally);

    /// <inheritdoc cref="Parallel.ForAsync{T}(T, T, Func{T, CancellationToken, ValueTask})"/>
    public static Task ForAsync<T>(T fromInclusive, T toExclusive, Func<T, CancellationToken, ValueTask> body)
        where T : notnull, IBinaryInteger<T> =>
        Parallel.ForAsync(fromInclusive, toExclusive, TaskCall.Options(null), body);

    /// <inheritdoc cref="Parallel.ForAsync{T}(T, T, CancellationToken, Func{T, CancellationToken, ValueTask})"/>
    public static Task ForAsync<T>(
        T fromInclusive, T toExclusive, CancellationToken cancellationToken, Func<T, CancellationToken, ValueTask> body)
        where T : notnull, IBinaryInteger<T> =>
        Parallel.ForAsync(
            fromInclusive, toExclusive, TaskCall.Options(new ParallelOptions { CancellationToken = cancellationToken }), body);

    /// <inheritdoc cref="Parallel.ForAsync{T}(T, T, ParallelOptions, Func{T, CancellationToken, ValueTask})"/>
    public static Task ForAsync<T>(
        T fromInclusive, T toExclusive, ParallelOptions parallelOptions, Func<T, CancellationToken, ValueTask> body)
        where T : notnull, IBinaryInteger<T> =>
        Parallel.ForAsync(fromInclusive, toExclusive, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.ForEachAsync{TSource}(IEnumerable{TSource}, Func{TSource, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<TSource>(IEnumerable<TSource> source, Func<TSource, CancellationToken, ValueTask> body) =>
        Parallel.ForEachAsync(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="
    /// Parallel.ForEachAsync{TSource}(IEnumerable{TSource}, CancellationToken, Func{TSource, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<TSource>(
        IEnumerable<TSource> source, CancellationToken cancellationToken, Func<TSource, CancellationToken, ValueTask> body) =>
        Parallel.ForEachAsync(source, TaskCall.Options(new ParallelOptions { CancellationToken = cancellationToken }), body);

    /// <inheritdoc cref="
    /// Parallel.ForEachAsync{TSource}(IEnumerable{TSource}, ParallelOptions, Func{TSource, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<TSource>(
        IEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TSource, CancellationToken, ValueTask> body) =>
        Parallel.ForEachAsync(source, TaskCall.Options(parallelOptions), body);

    /// <inheritdoc cref="Parallel.ForEachAsync{TSource}(IAsyncEnumerable{TSource}, Func{TSource, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<TSource>(IAsyncEnumerable<TSource> source, Func<TSource, CancellationToken, ValueTask> body) =>
        Parallel.ForEachAsync(source, TaskCall.Options(null), body);

    /// <inheritdoc cref="
    /// Parallel.ForEachAsync{TSource}(IAsyncEnumerable{TSource}, CancellationToken, Func{TSource, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<TSource>(
        IAsyncEnumerable<TSource> source, CancellationToken cancellationToken, Func<TSource, CancellationToken, ValueTask> body) =>
        Parallel.ForEachAsync(source, TaskCall.Options(new ParallelOptions { CancellationToken = cancellationToken }), body);

    /// <inheritdoc cref="
    /// Parallel.ForEachAsync{TSource}(IAsyncEnumerable{TSource}, ParallelOptions, Func{TSource, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<TSource>(
        IAsyncEnumerable<TSource> source, ParallelOptions parallelOptions, Func<TSource, CancellationToken, ValueTask> body) =>
        Parallel.ForEachAsync(source, TaskCall.Options(parallelOptions), body);
#pragma warning restore CA1068
}
