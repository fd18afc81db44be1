namespace Baton;

/// <summary>A coroutine whose body has an <see cref="OutsideToken"/> of its own.</summary>
internal interface IOutsideBody
{
    /// <summary>Null: its token can never fire.</summary>
    OutsideToken? Outside { get; }

    /// <summary>The body's thread: was the body told of its token?</summary>
    bool WasTold { get; }

    /// <summary>Does the body run ahead of its consumer? Then what it throws may never reach that.</summary>
    bool RunsAhead { get; }
}
