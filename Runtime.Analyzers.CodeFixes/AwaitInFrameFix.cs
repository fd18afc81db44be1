using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Baton.Analyzers;

/// <summary>Fixes BATON004: awaits by <c>Await</c> where a frame blocks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitInFrameFix))]
[Shared]
public sealed class AwaitInFrameFix : CodeFixProvider
{
    private const string Title = "Suspend the frame: 'Await'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BATON004"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Fixes.All(Fix);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode wait = WaitOf(root, diagnostic);
            if (IsOfTask(diagnostic) && TaskOf(wait, wait.Parent) is not null)
            {
                Fixes.Offer(context, Title, diagnostic, Fix);
            }
        }
    }

    private static async Task<Document> Fix(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            SyntaxNode wait = WaitOf(editor.OriginalRoot, diagnostic);
            if (IsOfTask(diagnostic) && TaskOf(wait, wait.Parent) is not null)
            {
                editor.ReplaceNode(wait, (current, _) => Awaiting(TaskOf(current, wait.Parent)!).WithTriviaFrom(current));
            }
        }

        return editor.GetChangedDocument();
    }

    private static bool IsOfTask(Diagnostic diagnostic) => diagnostic.Properties.ContainsKey(BlockingInFrameRule.OfTask);

    private static SyntaxNode WaitOf(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    private static InvocationExpressionSyntax Awaiting(ExpressionSyntax task) =>
        SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, task, SyntaxFactory.IdentifierName("Await")));

    // Null: a form that has no place for it, such as task?.Result. What WaitAny gives, and a wait with a limit, has no twin.
    private static ExpressionSyntax? TaskOf(SyntaxNode wait, SyntaxNode? user) => wait switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } invocation => call.Name.Identifier.Text switch
        {
            "Wait" when invocation.ArgumentList.Arguments.Count == 0 => call.Expression,
            "GetResult" => WithoutCall(WithoutCall(call.Expression, "GetAwaiter"), "ConfigureAwait"),
            "WaitAll" => Named(invocation, call, "WhenAll"),
            "WaitAny" when user is ExpressionStatementSyntax => Named(invocation, call, "WhenAny"),
            _ => null,
        },
        _ => null,
    };

    private static InvocationExpressionSyntax Named(InvocationExpressionSyntax call, MemberAccessExpressionSyntax called, string name) =>
        call.WithExpression(called.WithName(SyntaxFactory.IdentifierName(name))).WithoutTrivia();

    private static ExpressionSyntax? WithoutCall(ExpressionSyntax? expression, string name) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } && call.Name.Identifier.Text == name
            ? call.Expression
            : expression;
}
