using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spectre.Console;

namespace Baton.Stress;

/// <summary>Pulls, node by node, what Roslyn's syntax walker pushes, and holds it against a walk that is not interrupted.</summary>
internal sealed class SyntaxDemo(IAnsiConsole console, DirectoryInfo root, IReadOnlyList<string> files)
{
    private const int Batch = 64;
    private const int TopKinds = 10;

    private readonly List<SyntaxNode> _roots = [];
    private bool _held = true;

    internal bool Run()
    {
        console.WriteLine($"Walking the syntax of {files.Count:N0} C# files in {root.FullName}");
        KindCounts eager = new();
        KindCounts singly = new();
        KindCounts batched = new();
        console.Progress().AutoClear(true).Start(context =>
        {
            Parse(context.AddTask("Parse", maxValue: files.Count));
            Count(eager);
            Pull(context.AddTask("Pull node by node", maxValue: eager.Total), singly, batch: 1);
            Pull(context.AddTask($"Pull in batches of {Batch}", maxValue: eager.Total), batched, Batch);
        });
        Show(eager, singly, batched);
        Check(eager.Total > 0 && singly.Agrees(eager), "the walk pulled node by node agrees with the eager walk");
        Check(batched.Agrees(eager), $"the walk pulled in batches of {Batch} agrees with the eager walk");
        LeaveEarly(eager.Total);
        return _held;
    }

    private void Parse(ProgressTask progress)
    {
        foreach (string file in files)
        {
            _roots.Add(CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file).GetRoot());
            progress.Increment(1);
        }
    }

    private void Count(KindCounts counts) => new NodeWalker(counts.Add).Walk(_roots);

    private void Pull(ProgressTask progress, KindCounts counts, int batch)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (SyntaxNode node in Coroutine.Generate<SyntaxNode>(yielder => new NodeWalker(yielder.Suspend).Walk(_roots), batch))
        {
            counts.Add(node);
            progress.Increment(1);
        }

        progress.Description += $" ({Stopwatch.GetElapsedTime(start).TotalSeconds:N2} s)";
    }

    private void Show(KindCounts eager, KindCounts singly, KindCounts batched)
    {
        Table table = new Table().Border(TableBorder.Ascii2).AddColumn("Kind")
            .AddColumn(new TableColumn("Eager").RightAligned())
            .AddColumn(new TableColumn("Pulled").RightAligned())
            .AddColumn(new TableColumn("Batched").RightAligned());
        foreach (SyntaxKind kind in eager.Top(TopKinds))
        {
            table.AddRow(kind.ToString(), $"{eager[kind]:N0}", $"{singly[kind]:N0}", $"{batched[kind]:N0}");
        }

        table.AddEmptyRow();
        table.AddRow($"all {eager.Kinds} kinds", $"{eager.Total:N0}", $"{singly.Total:N0}", $"{batched.Total:N0}");
        console.Write(table);
    }

    private void LeaveEarly(int total)
    {
        LeaveAfter(Math.Min(100, total), batch: 1);
        LeaveAfter(Math.Min(100, total), Batch);
        LeaveAtFirst(SyntaxKind.MethodDeclaration);
    }

    private void LeaveAfter(int count, int batch)
    {
        NodeWalker? walker = null;
        int taken = Nodes(batch, created => walker = created).Take(count).Count();
        int mostVisited = batch * ((count + batch - 1) / batch);
        Check(
            taken == count && walker!.Visited >= count && walker.Visited <= mostVisited && walker.CleanedUp == 1,
            $"taking {count} nodes in batches of {batch} stopped the walk after {walker!.Visited} nodes, clean-up ran " +
            $"{walker.CleanedUp} time");
    }

    private void LeaveAtFirst(SyntaxKind kind)
    {
        NodeWalker? walker = null;
        int seen = 0;
        foreach (SyntaxNode node in Nodes(batch: 1, created => walker = created))
        {
            seen++;
            if (node.IsKind(kind))
            {
                break;
            }
        }

        Check(
            walker!.Visited == seen && walker.CleanedUp == 1,
            $"leaving at the first {kind} stopped the walk after {walker.Visited} nodes, clean-up ran {walker.CleanedUp} time");
    }

    private IEnumerable<SyntaxNode> Nodes(int batch, Action<NodeWalker> created) => Coroutine.Generate<SyntaxNode>(yielder =>
    {
        NodeWalker walker = new(yielder.Suspend);
        created(walker);
        walker.Walk(_roots);
    }, batch);

    private void Check(bool held, string what)
    {
        console.WriteLine($"{(held ? "ok:    " : "FAILED:")} {what}");
        _held &= held;
    }
}
