namespace Baton.Tests;

/// <summary>Checks that each file has one top-level type, and its name.</summary>
internal static class TypeFiles
{
    internal static IEnumerable<string> Check(IReadOnlyList<SourceFile> files)
    {
        ILookup<string, string> sharedNames = files.SelectMany(file => file.TopLevelTypes).Select(TypeName.Of)
            .Distinct().ToLookup(type => type.Name, type => type.Full);
        foreach (SourceFile file in files)
        {
            TypeName[] types = [.. file.TopLevelTypes.Select(TypeName.Of)];
            if (types.Length > 1)
            {
                yield return $"{file.Path}: {string.Join(", ", types.Select(type => type.Full))}";
            }
            else if (types is [var type] && !IsNamedAfter(file, type, isAlone: sharedNames[type.Name].Count() == 1))
            {
                yield return $"{file.Path}: is named otherwise than {type.Full}";
            }
        }
    }

    // Type.cs or, of a partial type, Type.Part.cs. The type parameters may be left out where no other type has the name.
    private static bool IsNamedAfter(SourceFile file, TypeName type, bool isAlone)
    {
        bool isPartial = file.TopLevelTypes[0].Modifiers.Any(modifier => modifier.Text == "partial");
        string[] parts = file.Stem.Split('.');
        return (parts[0] == type.Full || (isAlone && parts[0] == type.Name)) && (parts.Length == 1 || (parts.Length == 2 && isPartial));
    }
}
