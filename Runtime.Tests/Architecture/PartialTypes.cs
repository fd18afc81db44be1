using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Baton.Tests;

/// <summary>Checks that a type is partial for one of four reasons.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The front door, <c>Coroutine</c>, has one file in each room.</item>
/// <item><c>Type.AsyncLambdas.cs</c> holds the overloads for functions that return tasks.</item>
/// <item><c>Type.Nested.cs</c> holds a nested type of that name, and nothing else.</item>
/// <item>A stream has a synchronous and an asynchronous half.</item>
/// </list>
/// Apart from the front door, the rest of a type is in one file, which is named after the type alone.
/// </remarks>
internal static class PartialTypes
{
    private const string FrontDoor = "Coroutine";
    private const string Lambdas = "AsyncLambdas";

    private static readonly string[] s_halves = ["SuspendingStream.Synchronous", "SuspendingStream.Asynchronous"];

    internal static IEnumerable<string> Check(IReadOnlyList<SourceFile> files)
    {
        Part[] parts =
        [
            .. files.SelectMany(
                file => file.TopLevelTypes.OfType<TypeDeclarationSyntax>().Where(IsPartial),
                (file, type) => new Part(file, type)),
        ];
        return
        [
            .. parts.GroupBy(part => part.Type).SelectMany(type => CheckType(type.Key, [.. type])),
            .. files.SelectMany(CheckNested),
        ];
    }

    private static IEnumerable<string> CheckType(TypeName type, Part[] parts)
    {
        if (parts.Length == 1)
        {
            yield return $"{parts[0].File}: {type.Full} is partial, and is in no other file";
        }

        Part[] rest = [.. parts.Where(part => !part.IsLambdas && !part.IsNestedType && !s_halves.Contains($"{type.Full}.{part.Label}"))];
        IEnumerable<Part> wrong = type.Full == FrontDoor
            ? rest.GroupBy(part => part.File.Room).Where(room => room.Count() > 1).SelectMany(room => room)
            : rest.Where(part => part.Label.Length > 0);
        foreach (Part part in wrong)
        {
            yield return part.Label == Lambdas
                ? $"{part.File}: has more than overloads for functions that return tasks"
                : $"{part.File}: is no reason for {type.Full} to be partial";
        }

        if (type.Full != FrontDoor && parts.Select(part => part.File.Room).Distinct().Count() > 1)
        {
            yield return $"{parts[0].File}: {type.Full} is in several rooms";
        }
    }

    private static IEnumerable<string> CheckNested(SourceFile file) => file.TopLevelTypes
        .SelectMany(type => type.DescendantNodes().OfType<TypeDeclarationSyntax>())
        .Where(IsPartial)
        .Select(type => $"{file.At(type)}: {type.Identifier.Text} is partial within another type");

    private static bool IsPartial(TypeDeclarationSyntax type) => type.Modifiers.Any(modifier => modifier.Text == "partial");

    /// <summary>A file's part of a type.</summary>
    private sealed class Part(SourceFile file, TypeDeclarationSyntax declaration)
    {
        internal SourceFile File => file;

        internal TypeName Type { get; } = TypeName.Of(declaration);

        /// <summary>What the file's name has after the type's; may be empty.</summary>
        internal string Label { get; } = file.Stem.Split('.') is [_, .. var label] ? string.Join('.', label) : string.Empty;

        /// <summary>Has it nothing but overloads for functions that return tasks?</summary>
        internal bool IsLambdas =>
            Label == Lambdas && declaration.Members.All(member => member is MethodDeclarationSyntax method && TakesTasks(method));

        internal bool IsNestedType => declaration.Members is [BaseTypeDeclarationSyntax nested] && nested.Identifier.Text == Label;

        private static bool TakesTasks(MethodDeclarationSyntax method) =>
            method.ParameterList.Parameters.FirstOrDefault()?.Type is GenericNameSyntax { Identifier.Text: "Func" } function
            && function.TypeArgumentList.Arguments[^1] is SimpleNameSyntax { Identifier.Text: "Task" or "ValueTask" };
    }
}
