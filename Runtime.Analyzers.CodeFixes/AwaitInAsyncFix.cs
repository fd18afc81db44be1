using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
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
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(BlockingInAsyncRule.Form, out string? form) && form is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, cancellationToken => Fix(context.Document, diagnostic, form, cancellationToken), Title),
                    diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> Fix(Document document, Diagnostic diagnostic, string form, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        SyntaxNode found = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (found is not InvocationExpressionSyntax call)
        {
            return document;
        }

        ExpressionSyntax awaited = form switch
        {
            AwaitForm.Receiver => ReceiverOf(call),
            AwaitForm.TaskDelay => call.WithExpression(TaskDelay(editor)),
            _ => call.WithExpression(WithAsyncName(call.Expression)),
        };
        ExpressionSyntax replacement = SyntaxFactory.AwaitExpression(awaited.WithoutTrivia());
        if (call.Parent is not ExpressionStatementSyntax)
        {
            replacement = SyntaxFactory.ParenthesizedExpression(replacement).WithAdditionalAnnotations(Simplifier.Annotation);
        }

        editor.ReplaceNode(call, replacement.WithTriviaFrom(call).WithAdditionalAnnotations(Formatter.Annotation));
        return editor.GetChangedDocument();
    }

    // Called as an extension, or as the static method that it is.
    private static ExpressionSyntax ReceiverOf(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count > 0
        ? call.ArgumentList.Arguments[0].Expression
        : ((MemberAccessExpressionSyntax)call.Expression).Expression;

    private static ExpressionSyntax TaskDelay(DocumentEditor editor)
    {
        INamedTypeSymbol task = editor.SemanticModel.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task")!;
        SyntaxNode type = editor.Generator.TypeExpression(task).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        return (ExpressionSyntax)editor.Generator.MemberAccessExpression(type, "Delay");
    }

    private static ExpressionSyntax WithAsyncName(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.WithName(WithAsyncName(access.Name)),
        SimpleNameSyntax name => WithAsyncName(name),
        _ => called,
    };

    private static SimpleNameSyntax WithAsyncName(SimpleNameSyntax name) =>
        name.WithIdentifier(SyntaxFactory.Identifier(name.Identifier.Text + "Async").WithTriviaFrom(name.Identifier));
}
