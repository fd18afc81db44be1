using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Neither a snapshot nor a dump that was made keeps anything of the user's alive, nor anything that has ended.</summary>
[TestClass]
public sealed class NothingKeptOfSeenTests : SeeingTest
{
    private static readonly string[] s_what = ["task", "item", "queue", "scheduler", "frame", "coroutine"];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AfterALook_WhatItHasSeen_IsGarbage(bool isDump)
    {
        object kept = Look(isDump, out WeakReference[] seen);

        for (int i = 0; i < seen.Length; i++)
        {
            Eventually.Collected(seen[i], s_what[i]);
        }

        GC.KeepAlive(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private object Look(bool isDump, out WeakReference[] seen)
    {
        TaskCompletionSource task = new();
        object item = new();
        CoroutineQueue<object> queue = new(1);
        queue.Enqueue(item);
        CoroutineScheduler scheduler = new(OnPool);
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = Pool, Name = "walker" });
        coroutine.Resume();
        Frame frame = scheduler.Start(() => task.Task.Await(), "waiting");
        Frame sender = scheduler.Start(() => queue.Enqueue(new object()), "sender");
        SeenIn("waiting", Baton.WaitKind.Task);
        SeenIn("sender", Baton.WaitKind.Queue);

        object kept = isDump ? DumpText() : CoroutineDiagnostics.Capture();

        task.SetResult();
        queue.Dequeue();
        queue.Discard();
        frame.Await();
        sender.Await();
        scheduler.Dispose();
        coroutine.Dispose();
        seen = [new(task.Task), new(item), new(queue), new(scheduler), new(frame), new(coroutine)];
        return kept;
    }

    private string DumpText()
    {
        StringWriter text = new();
        CoroutineDiagnostics.DumpAsync(text, TestContext.CancellationToken).GetAwaiter().GetResult();
        return text.ToString();
    }
}
