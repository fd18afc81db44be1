using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Seams;

/// <summary>The methods that are redirected, as the library that a compilation refers to says.</summary>
internal sealed class SeamTable
{
    private const string Namespace = "Baton.Testing.Seams";

    private static readonly ConditionalWeakTable<Compilation, SeamTable> s_tables = new();

    private readonly Dictionary<ISymbol, List<INamedTypeSymbol>> _classes = new(SymbolEqualityComparer.Default); // a type may have several
    private readonly Dictionary<ISymbol, HashSet<string>> _seen = new(SymbolEqualityComparer.Default); // with the methods that only read
    private readonly HashSet<string> _names = [];
    private readonly Forwarder _forwarder;

    private SeamTable(Compilation compilation)
    {
        _forwarder = new Forwarder(((CSharpCompilation)compilation).LanguageVersion);

        // The compilation does not find types of a reference that has an alias alone.
        INamedTypeSymbol? seam = compilation.SourceModule.ReferencedAssemblySymbols
            .Select(static assembly => assembly.GetTypeByMetadataName($"{Namespace}.Seam"))
            .FirstOrDefault(static found => found is not null);
        if (seam is null)
        {
            return;
        }

        foreach (INamedTypeSymbol type in seam.ContainingNamespace.GetTypeMembers())
        {
            if (type.DeclaredAccessibility == Accessibility.Public && TypeOf(type.GetAttributes(), "SeamsOfAttribute") is { } real)
            {
                if (!_classes.TryGetValue(real, out List<INamedTypeSymbol>? classes))
                {
                    _classes.Add(real, classes = []);
                }

                classes.Add(type);
                _names.UnionWith(type.GetMembers().OfType<IMethodSymbol>().Select(static method => method.Name));
            }
        }

        foreach (AttributeData attribute in seam.ContainingAssembly.GetAttributes())
        {
            if (TypeOf([attribute], "SeenAttribute") is { } real)
            {
                _seen[real] = [.. ((string)attribute.ConstructorArguments[1].Value!).Split(',')];
                _names.UnionWith(real.GetMembers().OfType<IMethodSymbol>().Where(IsSeen).Select(static method => method.Name));
            }
        }
    }

    internal static SeamTable Of(Compilation compilation) => s_tables.GetValue(compilation, static one => new SeamTable(one));

    /// <summary>Quick: is a method of this name redirected?</summary>
    internal bool MayHave(string name) => _names.Contains(name);

    /// <summary>The method that is to be called instead, as source. Null: none.</summary>
    internal string? Find(IMethodSymbol called)
    {
        IMethodSymbol method = (called.ReducedFrom ?? called).OriginalDefinition;
        if (method.ContainingType is not { } type || method.RefKind != RefKind.None || method.IsVararg)
        {
            return null;
        }

        if (_classes.TryGetValue(type, out List<INamedTypeSymbol>? classes))
        {
            foreach (IMethodSymbol seam in classes.SelectMany(seams => seams.GetMembers(method.Name)).OfType<IMethodSymbol>())
            {
                if (IsFor(seam, method))
                {
                    return _forwarder.ToSeam(method, seam, isExtension: called.ReducedFrom is not null);
                }
            }
        }

        return _seen.TryGetValue(type, out HashSet<string>? reads) && IsSeen(method)
            ? _forwarder.ToItself(method, isWrite: !reads.Contains(method.Name))
            : null;
    }

    private static bool IsSeen(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public }
        && !method.ContainingType.IsValueType
        && method.Name is not ("Dispose" or "DisposeAsync" or "Close" or "ToString" or "GetHashCode" or "Equals" or "GetType");

    // The type parameters of the type come before those of the method, and the object before the parameters.
    private static bool IsFor(IMethodSymbol seam, IMethodSymbol method)
    {
        ITypeSymbol[] types = [.. Forwarder.TypeParametersOf(method)];
        int receiver = method.IsStatic ? 0 : 1;
        if (seam.TypeParameters.Length != types.Length || seam.Parameters.Length != method.Parameters.Length + receiver)
        {
            return false;
        }

        seam = types.Length == 0 ? seam : seam.Construct(types);
        return (method.IsStatic || AreSame(seam.Parameters[0].Type, method.ContainingType))
            && AreSame(seam.ReturnType, method.ReturnType)
            && method.Parameters.All(parameter => seam.Parameters[parameter.Ordinal + receiver] is { } own
                && own.RefKind == parameter.RefKind && AreSame(own.Type, parameter.Type));
    }

    private static bool AreSame(ITypeSymbol one, ITypeSymbol other) => SymbolEqualityComparer.Default.Equals(one, other);

    private static INamedTypeSymbol? TypeOf(IEnumerable<AttributeData> attributes, string name) => attributes
        .Where(attribute => attribute.AttributeClass?.Name == name)
        .Where(static attribute => attribute.AttributeClass!.ContainingNamespace.ToDisplayString() == Namespace)
        .Select(static attribute => (attribute.ConstructorArguments[0].Value as INamedTypeSymbol)?.OriginalDefinition)
        .FirstOrDefault();
}
