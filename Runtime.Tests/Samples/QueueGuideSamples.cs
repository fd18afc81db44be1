using Nito.AsyncEx;

namespace Baton.Tests;

/// <summary>The code that the guide shows of queues, select and locks, between its marks.</summary>
internal static class QueueGuideSamples
{
    internal static async Task Pipeline()
    {
        // sample: Pipeline
        CoroutineQueue<string> words = new(capacity: 2); // who is two ahead waits
        CoroutineQueue<int> lengths = new(capacity: 2);

        Task reader = CoroutineThreadPool.Shared.Run(() => Stage( // a thread: it blocks
            () =>
            {
                foreach (string word in "queues join what threads part".Split(' '))
                {
                    words.Enqueue(word);
                }
            },
            error => words.Complete(error)));
        Task counter = CoroutineScheduler.RunAsync(() => Stage( // a frame: it suspends
            () =>
            {
                foreach (string word in words.DequeueAll())
                {
                    lengths.Enqueue(word.Length);
                }
            },
            error =>
            {
                words.Discard(error); // or who fills it would wait for room for ever
                lengths.Complete(error); // or who takes from it would wait for an item for ever
            }));
        try
        {
            await foreach (int length in lengths.DequeueAllAsync()) // an async method: it awaits
            {
                Console.Write($"{length} ");
            }
        }
        finally
        {
            lengths.Discard();
        }

        await Task.WhenAll(reader, counter);
        Console.WriteLine("letters");

        static void Stage(Action work, Action<Exception?> end) // however it ends, its neighbours are told
        {
            Exception? error = null;
            try
            {
                work();
            }
            catch (QueueCompletedException e) when (e.InnerException is null)
            {
                // who takes from this stage has left, by Discard(): there is nothing more to do
            }
            catch (Exception e)
            {
                error = e;
                throw;
            }
            finally
            {
                end(error);
            }
        }
        // end of sample
    }

    internal static async Task LeaveEarly()
    {
        // sample: LeaveEarly
        CoroutineQueue<int> numbers = new(capacity: 2);
        Task count = CoroutineScheduler.RunAsync(() =>
        {
            try
            {
                for (int i = 1; ; i++)
                {
                    numbers.Enqueue(i);
                }
            }
            catch (QueueCompletedException e) when (e.InnerException is null)
            {
                Console.WriteLine("nobody takes more");
            }
        });
        try
        {
            await foreach (int number in numbers.DequeueAllAsync())
            {
                if (number * number > 50)
                {
                    Console.WriteLine(number);
                    break;
                }
            }
        }
        finally
        {
            numbers.Discard();
        }

        await count; // throws nothing
        // end of sample
    }

    internal static void Merge()
    {
        // sample: Merge
        CoroutineQueue<int> odd = new();
        CoroutineQueue<int> even = new(capacity: 1);
        CoroutineScheduler.Run(() =>
        {
            foreach (CoroutineQueue<int> queue in (CoroutineQueue<int>[])[odd, even])
            {
                Coroutine.Async(() =>
                {
                    for (int i = queue == odd ? 1 : 2; i <= 8; i += 2)
                    {
                        queue.Enqueue(i);
                    }

                    queue.Complete();
                });
            }

            List<int> merged = [];
            List<CoroutineQueue<int>> open = [odd, even];
            while (open.Count > 0)
            {
                try
                {
                    Select.Any([.. open.Select(queue => queue.OnDequeue(merged.Add))]);
                }
                // one of them has come to its end, and not to an error
                catch (QueueCompletedException end) when (end.InnerException is null)
                {
                    open.RemoveAll(queue => queue.IsCompleted);
                }
            }

            Console.WriteLine(string.Join(' ', merged.Order()));
        });
        // end of sample
    }

    internal static void Workers()
    {
        // sample: Workers
        CoroutineScheduler.Run(() =>
        {
            CoroutineQueue<int> jobs = new(capacity: 4);
            CoroutineQueue<int> results = new();
            CoroutineScope.Run(scope =>
            {
                for (int i = 0; i < 3; i++)
                {
                    scope.Async(() =>
                    {
                        foreach (int job in jobs.DequeueAll())
                        {
                            results.Enqueue(CoroutineThreadPool.Shared.Run(() => job * job).Await()); // works elsewhere, suspends here
                        }
                    });
                }

                for (int job = 1; job <= 10; job++)
                {
                    jobs.Enqueue(job);
                }

                jobs.Complete(); // what is queued is still done; then the workers end, and with them the scope
            });
            results.Complete();
            Console.WriteLine($"{results.Count} results, their sum is {results.DequeueAll().Sum()}");
        });
        // end of sample
    }

    internal static void RateLimiter()
    {
        // sample: RateLimiter
        CoroutineScheduler.Run(() =>
        {
            CoroutineQueue<int> permits = new(capacity: 2); // after a pause two calls at once, no more
            TaskCompletionSource stop = new();
            Coroutine.Async(() =>
            {
                while (Select.Any(Select.On(stop.Task), Select.After(TimeSpan.FromMilliseconds(5))) == 1)
                {
                    permits.TryEnqueue(0);
                }
            });

            foreach (string call in (string[])["first", "second", "third"])
            {
                permits.Dequeue();
                Console.WriteLine(call);
            }

            stop.SetResult();
        });
        // end of sample
    }

    internal static void Server()
    {
        // sample: Server
        CoroutineQueue<(string Question, CoroutineQueue<string> Reply)> requests = new(capacity: 0);
        CoroutineScheduler.Run(() =>
        {
            Coroutine.Async(() =>
            {
                foreach ((string question, CoroutineQueue<string> reply) in requests.DequeueAll())
                {
                    if (question != "why?")
                    {
                        reply.Enqueue("yes"); // there is room, also when nobody waits any more
                    }
                }
            });
            Console.WriteLine(Ask("ready?", patience: TimeSpan.FromSeconds(30)));
            Console.WriteLine(Ask("why?", patience: TimeSpan.FromMilliseconds(20)));
            requests.Complete();
        });

        string Ask(string question, TimeSpan patience)
        {
            CoroutineQueue<string> reply = new(capacity: 1);
            requests.Enqueue((question, reply));
            string answer = "no answer";
            Select.Any(reply.OnDequeue(text => answer = text), Select.After(patience));
            return answer;
        }
        // end of sample
    }

    internal static void LockOverAWait()
    {
        // sample: LockOverAWait
        CoroutineQueue<List<string>> box = new();
        box.Enqueue([]); // who has the list has it alone; box.Enqueue gives it back

        AsyncLock mutex = new(); // of Nito.AsyncEx

        CoroutineScheduler.Run(() =>
        {
            for (int i = 1; i <= 2; i++)
            {
                string name = $"frame {i}";
                Coroutine.Async(() =>
                {
                    List<string> list = box.Dequeue();
                    try
                    {
                        Coroutine.Yield();
                        list.Add(name);
                    }
                    finally
                    {
                        box.Enqueue(list);
                    }

                    using (mutex.LockAsync(Coroutine.CancellationToken).AsTask().Await())
                    {
                        Coroutine.Yield();
                        Console.WriteLine($"{name} has the lock");
                    }
                });
            }
        });
        Console.WriteLine(string.Join(", ", box.Dequeue()));
        // end of sample
    }

    // sample: AwaitOrGiveBack
    internal static T AwaitOrGiveBack<T>(Task<T> task, Action<T> giveBack)
    {
        try
        {
            return task.Await();
        }
        catch // the frame was canceled: what the task takes all the same would be nobody's
        {
            task.ContinueWith(taken => giveBack(taken.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
    }
    // end of sample
}
