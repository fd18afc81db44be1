using System.ComponentModel;

namespace Baton.Testing.Seams;

/// <summary>In code that is compiled with seams each call of a method of the type's objects is a step. Then the method runs.</summary>
/// <param name="type">The type.</param>
/// <param name="reads">Its methods that change nothing, with a comma between two.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class SeenAttribute(Type type, string reads = "") : Attribute
{
    /// <summary>The type.</summary>
    public Type Type => type;

    /// <summary>Its methods that change nothing.</summary>
    public string Reads => reads;
}
