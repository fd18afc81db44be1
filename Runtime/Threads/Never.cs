using System.ComponentModel;

namespace Baton;

/// <summary>
/// What a body that never returns would return: it ends by throwing, or by being unwound. There is no need to name it: lambdas without an end
/// take the overloads that do, so that those for <c>Task</c> are left with the <c>async</c> ones, which are refused.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Never
{
    private Never()
    {
    }
}
