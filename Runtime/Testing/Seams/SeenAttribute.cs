using System.ComponentModel;

namespace Baton.Testing.Seams;

/// <summary>Each call of a method of the type's objects is a step, in code that is compiled with seams. Then the method itself runs.</summary>
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
