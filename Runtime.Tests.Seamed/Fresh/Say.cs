#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
using Baton.Testing;

namespace Baton.Tests.Declared;
#endif

/// <summary>
/// How programs begin strands, and what they say of their steps. With seams the strands are threads and tasks, and nothing need be said.
/// </summary>
internal static class Say
{
#if BATON_SEAMS
    internal static void Point()
    {
    }

    internal static void Read(Cell cell) => _ = cell;

    internal static void Write(Cell cell) => _ = cell;

    internal static void RunAll(params Action[] bodies)
    {
        Thread[] threads = [.. bodies.Select(static body => new Thread(new ThreadStart(body)))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
    }

    internal static void RunAllAsync(params Func<Task>[] bodies) =>
        Task.WhenAll([.. bodies.Select(static body => Task.Run(body))]).GetAwaiter().GetResult();
#else
    internal static void Point() => TestScheduler.Current!.Point();

    internal static void Read(Cell cell) => TestScheduler.Current!.Read(cell);

    internal static void Write(Cell cell) => TestScheduler.Current!.Write(cell);

    internal static void RunAll(params Action[] bodies) =>
        Frame.AwaitAll([.. bodies.Select(static body => TestScheduler.Current!.Start(body))]);

    internal static void RunAllAsync(params Func<Task>[] bodies) =>
        Frame.AwaitAll([.. bodies.Select(static body => TestScheduler.Current!.Start(() => body().Await()))]);
#endif

    internal static void That(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
