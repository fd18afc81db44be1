using Baton.Orleans;
using Jint;
using Orleans.Placement;

namespace Baton.Stress;

/// <summary>Blocks in all the ways that code blocks, and tells the silo's report of each body.</summary>
[RandomPlacement]
internal sealed class WorkGrain(IGrainFactory grains, SiloReport report) : BlockingGrain, IWorkGrain
{
    private const int XmlPieces = 5;
    private const int ScriptCalls = 3;

    private static readonly Lock[] s_locks = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    public async Task<long> Run(WorkKind kind, int attempt, int milliseconds)
    {
        long id = this.GetPrimaryKeyLong();
        Action work = () => Work(kind, id, attempt, milliseconds);
        await (kind == WorkKind.TaskRun ? Task.Run(work) : RunBlocking(work));
        return (2 * id) + 1;
    }

    public async Task<long> Ask(long number, int milliseconds)
    {
        if (milliseconds > 0)
        {
            await Task.Delay(milliseconds);
        }

        return number + 1;
    }

    public Task<string> Where() => Task.FromResult(GrainContext.Address.SiloAddress!.ToString());

    public async Task AskMany(long other, int calls, int milliseconds, AskKind kind)
    {
        IWorkGrain asked = grains.GetGrain<IWorkGrain>(other);
        if (kind == AskKind.Awaited)
        {
            for (int i = 0; i < calls; i++)
            {
                await asked.Ask(i, milliseconds);
            }

            return;
        }

        await RunBlocking(() =>
        {
            for (int i = 0; i < calls; i++)
            {
                _ = kind == AskKind.InTurn ? GrainTurn.Run(() => asked.Ask(i, milliseconds)) : asked.Ask(i, milliseconds).Await();
            }
        });
    }

    private void Work(WorkKind kind, long id, int attempt, int milliseconds)
    {
        report.Tell(SiloReport.Begun, id, attempt);
        bool isWhole = false;
        try
        {
            Block(kind, id, milliseconds);
            isWhole = true;
        }
        finally
        {
            report.Tell(isWhole ? SiloReport.Ended : SiloReport.Unwound, id, attempt);
        }
    }

    private void Block(WorkKind kind, long id, int milliseconds)
    {
        switch (kind)
        {
            case WorkKind.Result:
                _ = SlowAnswer.GetAsync(milliseconds).Result;
                break;
            case WorkKind.Sleep or WorkKind.TaskRun:
                Thread.Sleep(milliseconds);
                break;
            case WorkKind.Lock:
                lock (s_locks[id % s_locks.Length])
                {
                    Thread.Sleep(milliseconds / 4);
                }

                break;
            case WorkKind.Xml:
                Require(SlowXml.Count(XmlPieces, milliseconds) == XmlPieces);
                break;
            case WorkKind.Script:
                Thread.Sleep(milliseconds / 2);
                Require(RunScript(id) == id + ScriptCalls);
                break;
            case WorkKind.Awaited:
                Task.Delay(milliseconds).Await();
                break;
        }
    }

    // The script's calls are turns of this grain, each: the other grain sees who asks. To an exception that passes through it the engine
    // adds data that cannot cross the wire.
    private double RunScript(long id)
    {
        using Engine engine = new();
        engine.SetValue("ask", new Func<double, double>(
            number => GrainTurn.Run(() => grains.GetGrain<IWorkGrain>(-1 - (id % 16)).Ask((long)number))));
        engine.SetValue("number", (double)id);
        try
        {
            return engine.Evaluate($"for (let i = 0; i < {ScriptCalls}; i++) number = ask(number); number").AsNumber();
        }
        catch (Exception e)
        {
            e.Data.Clear();
            throw;
        }
    }

    private static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("A body's result is wrong.");
        }
    }
}
