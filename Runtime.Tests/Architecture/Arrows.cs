using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>Finds what points from one room to another against the <see cref="RoomOrder"/>.</summary>
internal sealed class Arrows(SourceModel model)
{
    /// <summary>By types that are named.</summary>
    internal IEnumerable<string> ByName() => Against(NamedTypes);

    /// <summary>By members that are used, also of values whose types are not named.</summary>
    internal IEnumerable<string> ByMember() => Against(UsedMembers);

    private IEnumerable<string> Against(Func<SourceFile, IEnumerable<(SyntaxNode Use, ISymbol Symbol)>> uses) => model.Files
        .SelectMany(file => uses(file).Select(use => ArrowOf(file, use.Use, use.Symbol)))
        .OfType<Arrow>()
        .Where(arrow => !RoomOrder.Allows(arrow.From, arrow.To, arrow.Type))
        .Select(arrow => arrow.ToString())
        .Distinct();

    private Arrow? ArrowOf(SourceFile file, SyntaxNode use, ISymbol symbol)
    {
        IReadOnlyList<SourceFile> homes = model.FilesOf(symbol);
        SourceFile? home = homes.FirstOrDefault(home => home.Room == file.Room) ?? homes.MinBy(home => RoomOrder.FloorOf(home.Room));
        return home is null ? null : new Arrow(file.Room, home.Room, SourceModel.TopLevelTypeOf(symbol)!.Name, file.At(use));
    }

    private IEnumerable<(SyntaxNode Use, ISymbol Symbol)> NamedTypes(SourceFile file)
    {
        SemanticModel semantics = model.Of(file);
        foreach (SimpleNameSyntax name in file.Tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            ISymbol? symbol = name.IsVar ? null : SymbolOf(semantics, name);
            if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && name.FirstAncestorOrSelf<AttributeSyntax>() is not null)
            {
                symbol = symbol.ContainingType; // an attribute's name stands for its constructor
            }

            if (symbol is INamedTypeSymbol type)
            {
                yield return (name, MemberBehind(semantics, name, type) ?? type);
            }
        }
    }

    // A type may be in several rooms, as the front door is: the file is that of the member that is named after it.
    private ISymbol? MemberBehind(SemanticModel semantics, SimpleNameSyntax name, INamedTypeSymbol type)
    {
        ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == name ? qualified : name;
        return model.FilesOf(type).Count > 1 && whole.Parent is MemberAccessExpressionSyntax access && access.Expression == whole
            ? SymbolOf(semantics, access.Name)
            : null;
    }

    private IEnumerable<(SyntaxNode Use, ISymbol Symbol)> UsedMembers(SourceFile file)
    {
        SemanticModel semantics = model.Of(file);
        foreach (SyntaxNode node in file.Tree.GetRoot().DescendantNodes())
        {
            IEnumerable<ISymbol?> symbols = node switch
            {
                ExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax => [SymbolOf(semantics, node)],
                CommonForEachStatementSyntax loop when semantics.GetForEachStatementInfo(loop) is var info =>
                    [info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty, info.DisposeMethod],
                _ => [],
            };
            foreach (ISymbol symbol in symbols.OfType<ISymbol>().Where(IsMember))
            {
                yield return (node, symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol);
            }
        }
    }

    private static bool IsMember(ISymbol symbol) => symbol is { ContainingType: not null } and not ITypeSymbol;

    // A method group, as in nameof, is not one symbol: its first does.
    private static ISymbol? SymbolOf(SemanticModel semantics, SyntaxNode node) =>
        semantics.GetSymbolInfo(node) is var info && info.Symbol is { } symbol ? symbol : info.CandidateSymbols.FirstOrDefault();
}
