using Baton.Testing;

namespace Baton.Tests;

/// <summary>The code that the guide shows of explorations, between its marks.</summary>
internal static class TestingGuideSamples
{
    internal static void LostUpdate()
    {
        // sample: LostUpdate
        try
        {
            Explore.Run(Pay, new ExploreOptions { Seed = 3 });
        }
        catch (ScheduleFailedException e) // a test catches nothing: the message is the report
        {
            Console.WriteLine(e.Message);
        }

        static void Pay(TestScheduler scheduler)
        {
            int balance = 0;
            Frame salary = scheduler.Start(() => Add(100), "salary");
            Frame refund = scheduler.Start(() => Add(10), "refund");
            Frame.AwaitAll(salary, refund);
            if (balance != 110)
            {
                throw new InvalidOperationException("money is lost");
            }

            void Add(int amount)
            {
                int read = balance;
                scheduler.Point("has read"); // here another thread could come between
                balance = read + amount;
            }
        }
        // end of sample
    }

    internal static void CrossedQueues()
    {
        // sample: CrossedQueues
        try
        {
            Explore.Run(Dine);
        }
        catch (ScheduleFailedException e)
        {
            Console.WriteLine($"{e.Kind}: {e.Found}");
        }

        static void Dine(TestScheduler scheduler)
        {
            CoroutineQueue<string> salt = new(1);
            CoroutineQueue<string> pepper = new(1);
            salt.Enqueue("salt");
            pepper.Enqueue("pepper");
            Frame ann = scheduler.Start(() => Season(salt, pepper), "Ann");
            Frame ben = scheduler.Start(() => Season(pepper, salt), "Ben");
            Frame.AwaitAll(ann, ben);
        }

        static void Season(CoroutineQueue<string> first, CoroutineQueue<string> second)
        {
            string one = first.Dequeue();
            string other = second.Dequeue();
            second.Enqueue(other);
            first.Enqueue(one);
        }
        // end of sample
    }

    internal static void VirtualTime()
    {
        // sample: VirtualTime
        ExploreResult result = Explore.Run(
            static scheduler =>
            {
                CoroutineQueue<string> answers = new(1);
                scheduler.Start(() =>
                {
                    Coroutine.Delay(TimeSpan.FromMinutes(scheduler.Choose(10))); // the choice is part of the schedule
                    answers.Enqueue("an answer");
                });
                int taken = Select.Any(answers.OnDequeue(static _ => { }), Select.After(TimeSpan.FromMinutes(4.5)));
                double minutes = (scheduler.Time.GetUtcNow() - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalMinutes;
                if (taken == 0 != minutes < 4.5)
                {
                    throw new InvalidOperationException("the wrong case was taken");
                }
            },
            new ExploreOptions { Schedules = 500 });
        Console.WriteLine($"{result.Schedules} schedules of some minutes each");
        // end of sample
    }

    internal static void AllSchedules()
    {
        // sample: AllSchedules
        ExploreResult result = Explore.Run(
            static scheduler =>
            {
                CoroutineQueue<string> keys = new(1);
                keys.Enqueue("the key");
                int sum = 0;
                Frame.AwaitAll(scheduler.Start(Add), scheduler.Start(Add));
                if (sum != 2)
                {
                    throw new InvalidOperationException();
                }

                void Add()
                {
                    string key = keys.Dequeue();
                    int read = sum;
                    scheduler.Point();
                    sum = read + 1;
                    keys.Enqueue(key);
                }
            },
            new ExploreOptions { Strategy = Strategy.Exhaustive(preemptions: 2), Schedules = 10_000 });
        Console.WriteLine($"exhausted: {result.IsExhausted}");
        // end of sample
    }

    internal static void Invariants()
    {
        // sample: Invariants
        try
        {
            Explore.Run(Cross, new ExploreOptions { Seed = 3 });
        }
        catch (ScheduleFailedException e)
        {
            Console.WriteLine($"{e.Kind}: {e.Found}");
        }

        static void Cross(TestScheduler scheduler)
        {
            int onBridge = 0;
            int crossed = 0;
            scheduler.Never(() => onBridge > 1, "two are on the bridge");
            scheduler.Eventually(() => crossed == 2, "both have crossed");
            scheduler.Start(GoOver, "north");
            scheduler.Start(GoOver, "south");

            void GoOver()
            {
                while (onBridge > 0)
                {
                    Coroutine.Delay(TimeSpan.FromSeconds(1));
                }

                scheduler.Point("sees nobody");
                onBridge++;
                scheduler.Point("on the bridge");
                onBridge--;
                crossed++;
            }
        }
        // end of sample
    }

    internal static void EachOrder()
    {
        // sample: EachOrder
        ExploreResult result = Explore.Run(
            static scheduler =>
            {
                object account = new();
                int balance = 10;
                CoroutineQueue<string> keys = new(1);
                keys.Enqueue("the key");
                Frame.AwaitAll(scheduler.Start(() => Add(5)), scheduler.Start(() => Add(-3)), scheduler.Start(() => Add(1)));
                if (balance != 13)
                {
                    throw new InvalidOperationException("money is lost");
                }

                void Add(int amount)
                {
                    string key = keys.Dequeue(); // a queue of one is a lock whose use is seen
                    scheduler.Read(account);
                    int read = balance;
                    scheduler.Write(account);
                    balance = read + amount;
                    keys.Enqueue(key);
                }
            },
            new ExploreOptions { Strategy = Strategy.Dpor() });
        Console.WriteLine($"exhausted: {result.IsExhausted}, by {result.Schedules} schedules");
        // end of sample
    }

    internal static void Linearizability()
    {
        // sample: Linearizability
        Operations<int[], int[]> calls = new Operations<int[], int[]>(() => [1], () => [1]) // the subject, and a model of it
            .Add("TryTake", TryTake, items => items[0] > 0 && items[0]-- > 0)
            .Add("Put", static chance => chance.Next(1, 3), (items, count) => items[0] += count, (items, count) => items[0] += count)
            .Add("Count", items => items[0], items => items[0]);
        try
        {
            Explore.Linearizable(calls, new ExploreOptions { Seed = 3 });
        }
        catch (ScheduleFailedException e)
        {
            Console.WriteLine(e.InnerException!.Message);
        }

        static bool TryTake(int[] items)
        {
            bool isThere = items[0] > 0;
            TestScheduler.Current!.Point("has looked");
            items[0] -= isThere ? 1 : 0;
            return isThere;
        }
        // end of sample
    }
}
