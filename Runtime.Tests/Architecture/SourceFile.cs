using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>A source file: its path from the repository's root, with slashes, and its text.</summary>
internal sealed class SourceFile(string path, string text)
{
    // Without documentation mode a documentation comment is a comment as any other: the names in it are no references.
    private static readonly CSharpParseOptions s_options = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithDocumentationMode(DocumentationMode.None)
        .WithPreprocessorSymbols("DEBUG"); // what only debug builds have is checked too

    private readonly Lazy<SyntaxTree> _tree = new(() => CSharpSyntaxTree.ParseText(text, s_options, path));

    internal string Path { get; } = path;

    internal string Text { get; } = text;

    /// <summary>The file's name without its ending: <c>FrameCore{T}</c>.</summary>
    internal string Stem { get; } = System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>The folder of the project that the file is in, however deep; empty for a file beside the project.</summary>
    internal string Room { get; } = path.Split('/') is [_, string room, _, ..] ? room : string.Empty;

    internal IReadOnlyList<string> Lines { get; } = text.TrimEnd('\n').Split('\n');

    /// <summary>One tree, whoever asks first: compilations know nodes by it.</summary>
    internal SyntaxTree Tree => _tree.Value;

    /// <summary>The types that no other type contains, each with all its members.</summary>
    internal IReadOnlyList<MemberDeclarationSyntax> TopLevelTypes => field ??= [.. Tree.GetRoot()
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>()
        .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)];

    /// <summary>Where in the file a node is: <c>Path:line</c>.</summary>
    internal string At(SyntaxNode node) => $"{Path}:{LineOf(node) + 1}";

    internal int LineOf(SyntaxNode node) => Tree.GetLineSpan(node.Span).StartLinePosition.Line;

    public override string ToString() => Path;
}
