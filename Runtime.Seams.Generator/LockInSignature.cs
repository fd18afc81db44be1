using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Seams;

/// <summary>
/// Tells what to do about a <c>Lock</c> in a signature that other assemblies see. The one that stands in the place of .NET's is internal,
/// so the compiler refuses it there (CS0050 to CS0061), and does not know why.
/// </summary>
internal static class LockInSignature
{
    private const string Constant = "BATON_SEAMS_NO_LOCK";

    private static readonly DiagnosticDescriptor s_told = new(
        "BATONSEAMS001",
        "A Lock in a public signature",
        "With seams, Lock is an internal type, and '{0}' has it in a public signature: " +
            "set <BatonSeamsLock>false</BatonSeamsLock> in this project",
        "Baton.Seams",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    internal static void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<(string Member, Location Place)>> found = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => node is IdentifierNameSyntax { Identifier.ValueText: "Lock" } && MemberOf(node) is not null,
                static (lockName, stop) => Find(lockName, stop))
            .Where(static one => one.Place != Location.None)
            .Collect();
        context.RegisterSourceOutput(found, static (output, all) =>
        {
            foreach ((string member, Location place) in all)
            {
                output.ReportDiagnostic(Diagnostic.Create(s_told, place, member));
            }
        });
    }

    // The member in whose signature the name is. Null: it is in a body, or in no signature.
    private static SyntaxNode? MemberOf(SyntaxNode name)
    {
        for (SyntaxNode? outer = name.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case BlockSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or AttributeListSyntax:
                    return null;
                case BaseFieldDeclarationSyntax field:
                    return field.Declaration.Variables.FirstOrDefault();
                case MemberDeclarationSyntax member:
                    return member;
            }
        }

        return null;
    }

    private static (string Member, Location Place) Find(GeneratorSyntaxContext context, CancellationToken stop)
    {
        bool isShadowed = context.Node.SyntaxTree.Options is not CSharpParseOptions options
            || !options.PreprocessorSymbolNames.Contains(Constant);
        return isShadowed
            && context.SemanticModel.GetSymbolInfo(context.Node, stop).Symbol is INamedTypeSymbol type
            && type.ToDisplayString() == "System.Threading.Lock"
            && type.ContainingAssembly.Name != context.SemanticModel.Compilation.AssemblyName
            && context.SemanticModel.GetDeclaredSymbol(MemberOf(context.Node)!, stop) is { } member
            && IsSeenOutside(member)
            ? (member.ToDisplayString(), context.Node.GetLocation())
            : (string.Empty, Location.None);
    }

    private static bool IsSeenOutside(ISymbol symbol)
    {
        for (ISymbol? one = symbol; one is not null and not INamespaceSymbol; one = one.ContainingSymbol)
        {
            if (one.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }
}
