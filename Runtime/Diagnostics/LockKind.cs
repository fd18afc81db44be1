namespace Baton;

/// <summary>The kinds of lock whose owner the runtime knows.</summary>
internal enum LockKind
{
    /// <summary>That of an object: the <c>lock</c> statement, or <see cref="System.Threading.Monitor"/>.</summary>
    Monitor,

    /// <summary>A <see cref="System.Threading.Lock"/>.</summary>
    Lock,
}
