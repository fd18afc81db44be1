using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Baton.Analyzers;

/// <summary>What the fixes share.</summary>
internal static class Fixes
{
    /// <summary>Changes a document for all of these diagnostics, which may stand one inside another.</summary>
    internal delegate Task<Document> Fix(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken);

    /// <summary>Fixes all in one go. To merge the changes of one at a time would lose those of waits inside waits.</summary>
    internal static FixAllProvider All(Fix fix) => FixAllProvider.Create(
        async (context, document, diagnostics) => await fix(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    internal static void Offer(CodeFixContext context, string title, Diagnostic diagnostic, Fix fix) => context.RegisterCodeFix(
        CodeAction.Create(title, cancellationToken => fix(context.Document, [diagnostic], cancellationToken), title),
        diagnostic);
}
