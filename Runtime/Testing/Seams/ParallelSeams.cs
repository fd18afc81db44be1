using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Parallel"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Parallel))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ParallelSeams
{
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
}
