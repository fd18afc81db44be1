using System.ComponentModel;

namespace Baton;

/// <summary>
/// What a body that never returns would return: such a body ends by throwing, or by being unwound. Code need not name this type. Lambdas
/// without an end choose the overloads that name it. So only <c>async</c> lambdas choose the overloads for <c>Task</c>, which refuse them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Never
{
    private Never()
    {
    }
}
