using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>The walker of the C# compiler, which visits a tree by recursion and calls back at every node.</summary>
[TestClass]
public sealed class PushToPullRoslynTests : PushToPullContract
{
    private const string Before = "class A { int M(int x) { return x + 1; } void N() { } } class B { }";
    private const string After = "class A { int M(int x) { return x + 2; } void N() { M(3); } } class B { }";

    private int _depth;

    private protected override string[] Items => ["A", "M", "x", "return x + 1;", "N", "B"];

    private protected override bool IsOpen => _depth > 0;

    private protected override void Push(Action<string> callBack) => new NamesWalker(this, callBack).Visit(Parse(Before));

    private static SyntaxNode Parse(string code) => CSharpSyntaxTree.ParseText(code).GetRoot();

    [TestMethod]
    public void Generate_TwoTreesInStep_FindsWhereTheyFirstDiffer()
    {
        (SyntaxNode before, SyntaxNode after) = Nodes(Before).Zip(Nodes(After)).First(
            pair => pair.First.RawKind != pair.Second.RawKind || !pair.First.IsEquivalentTo(pair.Second) && !pair.First.ChildNodes().Any());

        Assert.AreEqual("1", before.ToString());
        Assert.AreEqual("2", after.ToString());
    }

    [TestMethod]
    public void Generate_FromDeepInATree_GivesEveryNode()
    {
        const int Depth = 300;
        string code = $"var x = {new string('(', Depth)}1{new string(')', Depth)};";

        Assert.AreEqual(Depth, Nodes(code).Count(node => node is ParenthesizedExpressionSyntax));
    }

    private IEnumerable<SyntaxNode> Nodes(string code) =>
        Coroutine.Generate<SyntaxNode>(yielder => new NodeWalker(yielder.Suspend).Visit(Parse(code)), options: InPool);

    private sealed class NodeWalker(Action<SyntaxNode> callBack) : CSharpSyntaxWalker
    {
        public override void DefaultVisit(SyntaxNode node)
        {
            callBack(node);
            base.DefaultVisit(node);
        }
    }

    private sealed class NamesWalker(PushToPullRoslynTests test, Action<string> callBack) : CSharpSyntaxWalker
    {
        public override void DefaultVisit(SyntaxNode node)
        {
            test._depth++;
            try
            {
                base.DefaultVisit(node);
            }
            finally
            {
                test._depth--;
            }
        }

        public override void VisitClassDeclaration(ClassDeclarationSyntax node)
        {
            callBack(node.Identifier.Text);
            base.VisitClassDeclaration(node);
        }

        public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
        {
            callBack(node.Identifier.Text);
            base.VisitMethodDeclaration(node);
        }

        public override void VisitParameter(ParameterSyntax node) => callBack(node.Identifier.Text);

        public override void VisitReturnStatement(ReturnStatementSyntax node) => callBack(node.ToString());
    }
}
