using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Baton.Analyzers;

/// <summary>Fixes BATON007: disposes the coroutine at the end of its block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DisposeCoroutineFix))]
[Shared]
public sealed class DisposeCoroutineFix : CodeFixProvider
{
    private const string Title = "Dispose the coroutine: 'using'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["BATON007"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Fixes.All(Fix);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (Diagnostic diagnostic in context.Diagnostics.Where(diagnostic => DeclarationOf(root, diagnostic) is not null))
        {
            Fixes.Offer(context, Title, diagnostic, Fix);
        }
    }

    private static async Task<Document> Fix(
        Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        IEnumerable<SyntaxNode> declarations = diagnostics.Select(diagnostic => DeclarationOf(editor.OriginalRoot, diagnostic))
            .OfType<SyntaxNode>()
            .Distinct();
        foreach (SyntaxNode declaration in declarations)
        {
            editor.ReplaceNode(declaration, (current, _) => Using((LocalDeclarationStatementSyntax)current));
        }

        return editor.GetChangedDocument();
    }

    private static LocalDeclarationStatementSyntax Using(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithLeadingTrivia(declaration.GetLeadingTrivia());

    // Null: where C# allows no such declaration, as in a section of a switch.
    private static LocalDeclarationStatementSyntax? DeclarationOf(SyntaxNode root, Diagnostic diagnostic)
    {
        SyntaxNode variable = root.FindNode(diagnostic.Location.SourceSpan);
        LocalDeclarationStatementSyntax? declaration = variable.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();
        return declaration?.Parent is BlockSyntax or GlobalStatementSyntax ? declaration : null;
    }
}
