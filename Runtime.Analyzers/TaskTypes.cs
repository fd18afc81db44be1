using Microsoft.CodeAnalysis;

namespace Baton.Analyzers;

/// <summary>The framework's tasks.</summary>
internal sealed class TaskTypes
{
    private static readonly string[] s_names = ["Task", "Task`1", "ValueTask", "ValueTask`1"];

    private readonly INamedTypeSymbol?[] _types;

    internal TaskTypes(Compilation compilation) =>
        _types = [.. s_names.Select(name => compilation.GetTypeByMetadataName("System.Threading.Tasks." + name))];

    internal bool Include(ITypeSymbol? type) =>
        type is not null && _types.Contains(type.OriginalDefinition, SymbolEqualityComparer.Default);
}
