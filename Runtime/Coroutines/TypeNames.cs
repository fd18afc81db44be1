namespace Baton;

/// <summary>Types as C# code names them, for messages that say what to write.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    internal static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        string arguments = List(type.GetGenericArguments());
        if (type.GetGenericTypeDefinition() == typeof(Nullable<>))
        {
            return arguments + "?";
        }

        int backtick = type.Name.IndexOf('`', StringComparison.Ordinal); // none: an outer type has the arguments
        return $"{(backtick < 0 ? type.Name : type.Name[..backtick])}<{arguments}>";
    }

    internal static string List(params ReadOnlySpan<Type> types)
    {
        string[] names = new string[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            names[i] = Of(types[i]);
        }

        return string.Join(", ", names);
    }
}
