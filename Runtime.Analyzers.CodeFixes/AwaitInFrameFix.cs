using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode wait = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (TaskOf(wait) is { } task)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(Fix(context.Document, root, wait, task)), Title), diagnostic);
            }
        }
    }

    private static Document Fix(Document document, SyntaxNode root, SyntaxNode wait, ExpressionSyntax task)
    {
        ExpressionSyntax awaiting = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, task, SyntaxFactory.IdentifierName("Await")));
        return document.WithSyntaxRoot(root.ReplaceNode(wait, awaiting.WithTriviaFrom(wait)));
    }

    // Null: a form that has no place for it, such as task?.Result.
    private static ExpressionSyntax? TaskOf(SyntaxNode wait) => wait switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } => call.Name.Identifier.Text switch
        {
            "Wait" => call.Expression,
            "GetResult" => WithoutCall(WithoutCall(call.Expression, "GetAwaiter"), "ConfigureAwait"),
            _ => null,
        },
        _ => null,
    };

    private static ExpressionSyntax? WithoutCall(ExpressionSyntax? expression, string name) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } && call.Name.Identifier.Text == name
            ? call.Expression
            : expression;
}
