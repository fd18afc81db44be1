using System.ComponentModel;

namespace Baton.Testing.Seams;

/// <summary>
/// The methods of the class stand for methods of a type of .NET, in code that is compiled with seams: those with the same name and the same
/// parameters. The first parameter is the object, unless the method is static.
/// </summary>
/// <param name="type">The type.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Class)]
public sealed class SeamsOfAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type => type;
}
