using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Baton.Analyzers;

/// <summary>Fixes BATON002: awaits where a call blocks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitInAsyncFix))]
[Shared]
public sealed class AwaitInAsyncFix : CodeFixProvider
{
    private const string Title = "Await instead of blocking";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BATON002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Fixes.All(Fix);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics.Where(diagnostic => FormOf(diagnostic) is not null))
        {
            Fixes.Offer(context, Title, diagnostic, Fix);
        }

        return Task.CompletedTask;
    }

    private static string? FormOf(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(BlockingInAsyncRule.Form, out string? form) ? form : null;

    private static async Task<Document> Fix(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            SyntaxNode found = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (found is not InvocationExpressionSyntax call || FormOf(diagnostic) is not { } form)
            {
                continue;
            }

            if (form is AwaitForm.EachOfReceiver or AwaitForm.EachOfAsyncMethod)
            {
                editor.ReplaceNode(call.Parent!, (loop, _) => AwaitEach((CommonForEachStatementSyntax)loop, form));
                continue;
            }

            bool isStatement = call.Parent is ExpressionStatementSyntax;
            editor.ReplaceNode(call, (current, _) => Awaited((InvocationExpressionSyntax)current, form, editor, isStatement));
        }

        return editor.GetChangedDocument();
    }

    private static ExpressionSyntax Awaited(InvocationExpressionSyntax call, string form, DocumentEditor editor, bool isStatement)
    {
        ExpressionSyntax awaited = form switch
        {
            AwaitForm.Receiver => ReceiverOf(call),
            AwaitForm.WaitAsync => call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(Name("WaitAsync"))),
            AwaitForm.TaskDelay => call.WithExpression(MemberOfTask(editor, "Delay")),
            AwaitForm.TaskYield => call.WithExpression(MemberOfTask(editor, "Yield")),
            AwaitForm.TasksOfFrames => TasksOf(call, editor),
            _ => call.WithExpression(WithAsyncName(call.Expression)),
        };
        ExpressionSyntax replacement = SyntaxFactory.AwaitExpression(awaited.WithoutTrivia());
        if (!isStatement)
        {
            replacement = InParentheses(replacement);
        }

        return replacement.WithTriviaFrom(call).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static CommonForEachStatementSyntax AwaitEach(CommonForEachStatementSyntax loop, string form)
    {
        InvocationExpressionSyntax call = (InvocationExpressionSyntax)loop.Expression;
        ExpressionSyntax items = form == AwaitForm.EachOfAsyncMethod ? call.WithExpression(WithAsyncName(call.Expression))
            : call.ArgumentList.Arguments.Count == 0 ? ReceiverOf(call)
            : call.WithExpression(((MemberAccessExpressionSyntax)call.Expression).WithName(Name("WithCancellation")));
        return loop
            .WithExpression(items.WithTriviaFrom(call))
            .WithoutLeadingTrivia()
            .WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(loop.GetLeadingTrivia());
    }

    // Called as an extension, or as the static method that it is.
    private static ExpressionSyntax ReceiverOf(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count > 0
        ? call.ArgumentList.Arguments[0].Expression
        : ((MemberAccessExpressionSyntax)call.Expression).Expression;

    private static InvocationExpressionSyntax TasksOf(InvocationExpressionSyntax call, DocumentEditor editor)
    {
        IEnumerable<ArgumentSyntax> tasks = BlockingInAsyncRule.FramesOf(call).Select(frame => SyntaxFactory.Argument(
            SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, InParentheses(frame!.WithoutTrivia()), Name("AsTask")))));
        return SyntaxFactory.InvocationExpression(
            MemberOfTask(editor, "WhenAll"), SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(tasks)));
    }

    private static ParenthesizedExpressionSyntax InParentheses(ExpressionSyntax expression) =>
        SyntaxFactory.ParenthesizedExpression(expression).WithAdditionalAnnotations(Simplifier.Annotation);

    private static ExpressionSyntax MemberOfTask(DocumentEditor editor, string member)
    {
        INamedTypeSymbol task = editor.SemanticModel.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task")!;
        SyntaxNode type = editor.Generator.TypeExpression(task).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        return (ExpressionSyntax)editor.Generator.MemberAccessExpression(type, member);
    }

    private static ExpressionSyntax WithAsyncName(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.WithName(WithAsyncName(access.Name)),
        SimpleNameSyntax name => WithAsyncName(name),
        _ => called,
    };

    private static SimpleNameSyntax WithAsyncName(SimpleNameSyntax name) =>
        name.WithIdentifier(SyntaxFactory.Identifier(name.Identifier.Text + "Async").WithTriviaFrom(name.Identifier));

    private static IdentifierNameSyntax Name(string name) => SyntaxFactory.IdentifierName(name);
}
