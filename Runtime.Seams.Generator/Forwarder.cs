using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Baton.Seams;

/// <summary>Writes the method that is called instead of one of .NET. It is generic, so there is one for all type arguments.</summary>
/// <param name="version">Of the language of the project: nothing is written that it does not have.</param>
internal sealed class Forwarder(LanguageVersion version)
{
    private const string Self = "self";

    /// <summary>It calls the library's seam.</summary>
    /// <param name="method">The method of .NET.</param>
    /// <param name="seam">The library's.</param>
    /// <param name="isExtension">Is the method static, and called as one of its first argument?</param>
    internal string ToSeam(IMethodSymbol method, IMethodSymbol seam, bool isExtension)
    {
        string[] arguments = [.. method.IsStatic ? [] : new[] { $"{ReceiverKind(method)}{Self}" }, .. method.Parameters.Select(Argument)];
        string call = $"BatonSeams::{seam.ContainingType.ToDisplayString()}.{seam.Name}{TypeArguments(TypeParametersOf(method))}"
            + $"({string.Join(", ", arguments)});";
        return $"        {Head(method, isExtension)} =>\n            {call}\n";
    }

    /// <summary>It tells the run, and calls the method itself.</summary>
    internal string ToItself(IMethodSymbol method, bool isWrite)
    {
        string arguments = string.Join(", ", method.Parameters.Select(Argument));
        string call = $"{Self}.@{method.Name}{TypeArguments(method.TypeParameters)}({arguments})";
        call = IsTask(method.ReturnType) ? $"BatonSeams::Baton.Testing.Seams.Seam.Given({call});" : $"{call};";
        string what = $"{method.ContainingType.Name}.{method.Name}";
        return $$"""
                    {{Head(method)}}
                    {
                        BatonSeams::Baton.Testing.Seams.Seam.Call({{Self}}, {{(isWrite ? "true" : "false")}}, "{{what}}");
                        {{(method.ReturnsVoid ? string.Empty : "return ")}}{{call}}
                    }

            """;
    }

    private static bool IsTask(ITypeSymbol type) => type.Name is "Task" or "ValueTask"
        && type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks";

    internal static IEnumerable<ITypeParameterSymbol> TypeParametersOf(IMethodSymbol method) =>
        TypeParametersOf(method.ContainingType).Concat(method.TypeParameters);

    // Those of the types around it come first.
    private static IEnumerable<ITypeParameterSymbol> TypeParametersOf(INamedTypeSymbol type) =>
        (type.ContainingType is { } around ? TypeParametersOf(around) : []).Concat(type.TypeParameters);

    private string Head(IMethodSymbol method, bool isExtension = false)
    {
        ITypeParameterSymbol[] types = [.. TypeParametersOf(method)];
        string[] parameters =
        [
            .. method.IsStatic ? [] : new[] { $"this {ReceiverKind(method)}{NameOf(method.ContainingType)} {Self}" },
            .. method.Parameters.Select(Parameter),
        ];
        string constraints = string.Concat(types.Select(Constraints));
        string self = isExtension ? "this " : string.Empty;
        string name = $"$Call{TypeArguments(types)}";
        return $"internal static {NameOf(method.ReturnType)} {name}({self}{string.Join(", ", parameters)}){constraints}";
    }

    private static string ReceiverKind(IMethodSymbol method) =>
        !method.ContainingType.IsValueType ? string.Empty : method.ContainingType.IsReadOnly ? "in " : "ref ";

    private string Parameter(IParameterSymbol parameter)
    {
        string scope = parameter.ScopedKind == ScopedKind.None ? string.Empty : "scoped ";
        string kind = parameter.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.In => "in ",
            RefKind.RefReadOnlyParameter => version >= LanguageVersion.CSharp12 ? "ref readonly " : "in ",
            _ => string.Empty,
        };
        return $"{(parameter.RefKind == RefKind.Out ? string.Empty : scope)}{kind}{NameOf(parameter.Type)} @{parameter.Name}";
    }

    private static string Argument(IParameterSymbol parameter) => parameter.RefKind switch
    {
        RefKind.Ref => $"ref @{parameter.Name}",
        RefKind.Out => $"out @{parameter.Name}",
        RefKind.In or RefKind.RefReadOnlyParameter => $"in @{parameter.Name}",
        _ => $"@{parameter.Name}",
    };

    private static string TypeArguments(IEnumerable<ITypeParameterSymbol> types)
    {
        string all = string.Join(", ", types.Select(static type => type.Name));
        return all.Length == 0 ? string.Empty : $"<{all}>";
    }

    private string Constraints(ITypeParameterSymbol type)
    {
        List<string> all = [];
        if (type.HasUnmanagedTypeConstraint)
        {
            all.Add("unmanaged");
        }
        else if (type.HasValueTypeConstraint)
        {
            all.Add("struct");
        }
        else if (type.HasReferenceTypeConstraint)
        {
            all.Add("class");
        }
        else if (type.HasNotNullConstraint)
        {
            all.Add("notnull");
        }

        all.AddRange(type.ConstraintTypes.Select(NameOf));
        if (type.HasConstructorConstraint && !type.HasValueTypeConstraint)
        {
            all.Add("new()");
        }

        if (type.AllowsRefLikeType && version >= LanguageVersion.CSharp13) // before, no type argument was one
        {
            all.Add("allows ref struct");
        }

        return all.Count == 0 ? string.Empty : $" where {type.Name} : {string.Join(", ", all)}";
    }

    private static string NameOf(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
