namespace Baton.Tests;

/// <summary>What queues, frames, select and the thread pool are put together to: each small enough to be copied.</summary>
internal static class QueueSamples
{
    /// <summary>
    /// A stage of a pipeline: takes from one queue, puts into the next. Its end, good or bad, is that of the next queue; and when it fails,
    /// who fills its own queue is told, instead of waiting for room for ever.
    /// </summary>
    internal static void Stage<TIn, TOut>(CoroutineQueue<TIn> from, Func<TIn, TOut> work, CoroutineQueue<TOut> to)
    {
        try
        {
            foreach (TIn item in from.DequeueAll())
            {
                to.Enqueue(work(item));
            }

            to.Complete();
        }
        catch (Exception e)
        {
            from.Discard(e);
            to.Complete(e);
            throw;
        }
    }

    /// <summary>Gives a permit at each tick, and keeps as many unused ones as the queue has room for, until it is stopped.</summary>
    internal static void Tick(CoroutineQueue<int> permits, TimeSpan interval, Task stop)
    {
        while (Select.Any(Select.On(stop), Select.After(interval)) == 1)
        {
            permits.TryEnqueue(0);
        }
    }

    /// <summary>A question, and where the answer goes: to a task, or to a queue.</summary>
    internal sealed record Request(int Question, TaskCompletionSource<int> Answer);

    /// <summary>
    /// Answers one request after another, until the queue is completed; a question that it fails at is a failure of that answer only.
    /// </summary>
    internal static void Serve(CoroutineQueue<Request> requests, Func<int, int> answer)
    {
        foreach (Request request in requests.DequeueAll())
        {
            try
            {
                request.Answer.SetResult(answer(request.Question));
            }
            catch (ArithmeticException e)
            {
                request.Answer.SetException(e);
            }
        }
    }

    /// <summary>Asks, from a frame or a thread.</summary>
    internal static int Ask(CoroutineQueue<Request> requests, int question)
    {
        Request request = new(question, new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        requests.Enqueue(request);
        return request.Answer.Task.Await();
    }
}
