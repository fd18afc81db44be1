namespace Baton.Stress;

/// <summary>A step with no step inside: a wait, a failure, a cancellation.</summary>
internal sealed class SmallStep(int number, Random random) : ProgramStep(number, [], random)
{
    private readonly int _kind = random.Next(10);

    public override string ToString() => $"{base.ToString()} of kind {_kind}";

    protected override void Act(Play play)
    {
        switch (_kind)
        {
            case 0 when play.Traits.Fails:
                throw play.NewFailure(Number);
            case 1 when play.Traits.Cancels:
                play.CancelOne(Random);
                break;
            case 2 when play.Traits.Cancels && Random.Next(4) == 0:
                play.CancelAll();
                break;
            case 3:
                Coroutine.Delay(TimeSpan.FromMilliseconds(Random.Next(3)), play.Token);
                break;
            case 4:
                play.Checks.Equal("a completed task's result", Number, Task.FromResult(Number).Await());
                break;
            case 5:
                Play.Outlast(play.Pool.Run(() => Perturbation.Spin(20), CancellationToken.None));
                break;
            case 6:
                Block(play);
                break;
            case 7:
                BeInterrupted(play);
                break;
            default:
                Coroutine.Yield();
                break;
        }
    }

    // A call that knows nothing of Baton.
    private void Block(Play play)
    {
        using SemaphoreSlim released = new(0);
        Task release = play.Pool.Run(() =>
        {
            Random.Perturb();
            released.Release();
        });
        play.Checks.That("a blocked frame is released", released.Wait(TimeSpan.FromSeconds(30)));
        Play.Outlast(release);
    }

    // An interrupt belongs to the code's own wait, whatever the code waits for in Baton before.
    private static void BeInterrupted(Play play)
    {
        Thread.CurrentThread.Interrupt();
        bool came = false;
        try
        {
            Coroutine.Yield();
        }
        catch (ThreadInterruptedException)
        {
            came = true;
        }
        finally
        {
            came |= TakeInterrupt();
            play.Checks.That("an interrupt comes once", came && !TakeInterrupt(), () => $"{play.Traits}");
        }
    }

    private static bool TakeInterrupt()
    {
        try
        {
            Thread.Sleep(0);
            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }
}
