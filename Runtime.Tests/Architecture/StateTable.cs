using Microsoft.CodeAnalysis;

namespace Baton.Tests;

/// <summary>The table of states and their writers, beside the sources that it is about.</summary>
internal sealed class StateTable(SourceModel model, IReadOnlyList<StateWriter> rows)
{
    private const string Suffix = "State";

    private readonly Dictionary<string, StateWriter> _rows = rows.ToDictionary(row => row.State);

    /// <summary>Lists the enums of states that have no row, and the names in rows that nothing stands behind.</summary>
    internal IEnumerable<string> Check()
    {
        INamedTypeSymbol[] types = [.. model.Types];
        HashSet<string> known = [.. types.Concat(types.SelectMany(type => type.GetMembers())).Select(SourceModel.NameOf)];
        IEnumerable<string> missing = types
            .Where(type => type.TypeKind == TypeKind.Enum && type.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(SourceModel.NameOf)
            .Where(name => !_rows.ContainsKey(name))
            .Select(name => $"{name} has no row in the table of states");
        IEnumerable<string> lost = rows
            .SelectMany(row => row.Names)
            .Where(name => !known.Contains(name))
            .Distinct()
            .Select(name => $"{name} is in the table of states only");
        return [.. missing, .. lost];
    }

    /// <summary>The row of a field or property: its own, or that of its enum, if it has one or several.</summary>
    internal StateWriter? RowOf(ISymbol member)
    {
        ITypeSymbol? type = member switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        };
        type = type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => nullable.TypeArguments[0],
            _ => type,
        };
        return RowOf(SourceModel.NameOf(member)) ?? (type is null ? null : RowOf(SourceModel.NameOf(type)));
    }

    private StateWriter? RowOf(string state) => _rows.GetValueOrDefault(state);
}
