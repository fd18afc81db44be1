using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>Checks that no catch with a filter uses the exception that it names.</summary>
/// <remarks>
/// The compiler sets the variable when the filter runs, and the filter runs before clean-up does. Clean-up may throw a second exception,
/// for which the filter runs too, and catch it. The variable then names the second, and the first has been caught.
/// </remarks>
internal static class Filters
{
    internal static IEnumerable<string> Check(SourceModel model) =>
        from file in model.Files
        let names = model.Of(file)
        from clause in file.Tree.GetRoot().DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Filter is not null
        let caught = clause.Declaration is { } declaration ? names.GetDeclaredSymbol(declaration) : null
        where caught is not null
        from name in clause.Block.DescendantNodes().OfType<IdentifierNameSyntax>()
        where SymbolEqualityComparer.Default.Equals(names.GetSymbolInfo(name).Symbol, caught)
        select $"{file.At(name)}: {name} need not be the exception that was caught";
}
