#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>Asynchronous code.</summary>
internal static class AsyncModels
{
    // The flag is set after the first await.
    internal static void LoadTwice(bool isRepaired)
    {
        Cell isLoading = new(0);
        Cell loads = new(0);
        Say.RunAllAsync(LoadAsync, LoadAsync);
        Say.That(loads.Value == 1, "loaded twice");

        async Task LoadAsync()
        {
            if (isRepaired)
            {
                if (!isLoading.TryExchange(0, 1))
                {
                    return;
                }
            }
            else if (isLoading.Value != 0)
            {
                return;
            }

            await Task.Yield();
            isLoading.Value = 1;
            loads.Add(1);
        }
    }

    internal static void KeepAcrossAwait(bool isRepaired)
    {
        SemaphoreSlim gate = new(1);
        Cell sum = new(0);
        Say.RunAllAsync(AddAsync, AddAsync);
        Say.That(sum.Value == 2, "an update is lost");

        async Task AddAsync()
        {
            Say.Point();
            await gate.WaitAsync();
            int read = sum.Value;
            if (!isRepaired)
            {
                gate.Release();
                await Task.Yield();
                await gate.WaitAsync();
            }

            sum.Value = read + 1;
            gate.Release();
        }
    }

    // The answer and the time limit both end the task.
    internal static void EndTwice(bool isRepaired)
    {
        TaskCompletionSource<int> answer = new();
        Cell isOver = new(0);
        Say.RunAllAsync(AnswerAsync, GiveUpAsync);
        Say.That(answer.Task.IsCompleted, "nobody has ended it");

        async Task AnswerAsync()
        {
            await Task.Yield();
            End(1);
        }

        async Task GiveUpAsync()
        {
            await Task.Yield();
            End(2);
        }

        void End(int with)
        {
            if (isRepaired)
            {
                answer.TrySetResult(with);
            }
            else if (isOver.Value == 0)
            {
                isOver.Value = 1;
                answer.SetResult(with);
            }
        }
    }

    // Who has the gate awaits an answer, which needs the gate.
    internal static void NeedOwnGate(bool isRepaired)
    {
        SemaphoreSlim gate = new(1);
        TaskCompletionSource answer = new();
        Say.RunAllAsync(AskAsync, AnswerAsync);

        async Task AskAsync()
        {
            Say.Point();
            await gate.WaitAsync();
            if (isRepaired)
            {
                gate.Release();
                await answer.Task;
                return;
            }

            await answer.Task;
            gate.Release();
        }

        async Task AnswerAsync()
        {
            Say.Point();
            await gate.WaitAsync();
            answer.TrySetResult();
            gate.Release();
        }
    }
}
