using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>Checks that each field that can change has a note, which says who may touch it.</summary>
/// <remarks>
/// The note is at the end of the field's line, or above it, or above the first of several fields with no empty line between them.
/// </remarks>
internal static class FieldNotes
{
    internal static IEnumerable<string> Check(IReadOnlyList<SourceFile> files) => files.SelectMany(CheckFile);

    private static IEnumerable<string> CheckFile(SourceFile file) => file.Tree.GetRoot().DescendantNodes()
        .OfType<FieldDeclarationSyntax>()
        .Where(IsMutable)
        .Where(field => !HasNote(field) && !HasNoteAbove(file, field))
        .SelectMany(field => field.Declaration.Variables, (_, field) => $"{file.At(field)}: {NameOf(field)} has no note");

    private static bool IsMutable(FieldDeclarationSyntax field) =>
        !field.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.ConstKeyword or SyntaxKind.ReadOnlyKeyword);

    private static bool HasNote(FieldDeclarationSyntax field) =>
        field.GetTrailingTrivia().Any(IsComment) || field.DescendantTrivia(field.Span).Any(IsComment);

    private static bool HasNoteAbove(SourceFile file, FieldDeclarationSyntax field)
    {
        SyntaxTriviaList above = field.GetLeadingTrivia();
        int line = file.LineOf(field);
        if (above.LastOrDefault(IsComment) is { RawKind: not 0 } note && !HasEmptyLine(file, LastLineOf(note.GetLocation()), line))
        {
            return true;
        }

        return Before(field) is { } before && !HasEmptyLine(file, LastLineOf(before.GetLocation()), line) && HasNoteAbove(file, before);
    }

    private static FieldDeclarationSyntax? Before(FieldDeclarationSyntax field)
    {
        SyntaxList<MemberDeclarationSyntax> members = ((TypeDeclarationSyntax)field.Parent!).Members;
        int index = members.IndexOf(field);
        return index == 0 ? null : members[index - 1] as FieldDeclarationSyntax;
    }

    private static bool HasEmptyLine(SourceFile file, int from, int to) =>
        Enumerable.Range(from + 1, Math.Max(0, to - from - 1)).Any(line => string.IsNullOrWhiteSpace(file.Lines[line]));

    private static int LastLineOf(Location location) => location.GetLineSpan().EndLinePosition.Line;

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    private static string NameOf(VariableDeclaratorSyntax field) =>
        $"{field.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.Identifier.Text}.{field.Identifier.Text}";
}
