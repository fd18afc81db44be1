namespace Baton;

/// <summary>What a cascade is asked to do at a scope. Several may be asked for before the scope's turn comes.</summary>
[Flags]
internal enum ScopeSteps
{
    /// <summary>Nothing of its own: the scope is canceled with something wider.</summary>
    None = 0,

    /// <summary>Cancel the functions, and after these the block.</summary>
    All = 1,

    /// <summary>Cancel the functions. The block has disposed the scope, and goes on.</summary>
    Functions = 2,

    /// <summary>Cancel the block: the functions were taken along.</summary>
    Block = 4,
}
