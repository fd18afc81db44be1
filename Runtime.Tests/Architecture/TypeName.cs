using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>The name of a type.</summary>
/// <param name="Name">Without its type parameters: <c>FrameCore</c>.</param>
/// <param name="Full">With them, as a file's name has them: <c>FrameCore{T}</c>.</param>
internal sealed record TypeName(string Name, string Full)
{
    internal static TypeName Of(MemberDeclarationSyntax declaration)
    {
        (string name, TypeParameterListSyntax? parameters) = declaration switch
        {
            TypeDeclarationSyntax type => (type.Identifier.Text, type.TypeParameterList),
            DelegateDeclarationSyntax type => (type.Identifier.Text, type.TypeParameterList),
            _ => (((BaseTypeDeclarationSyntax)declaration).Identifier.Text, null),
        };
        IEnumerable<string> names = parameters?.Parameters.Select(parameter => parameter.Identifier.Text) ?? [];
        return new TypeName(name, parameters is null ? name : $"{name}{{{string.Join(',', names)}}}");
    }
}
