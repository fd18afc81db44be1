namespace Baton.Tests;

internal sealed partial class RandomProgram
{
    [Flags]
    internal enum Kinds
    {
        Plain = 0,
        Failures = 1,
        Cancellations = 2,
        Scopes = 4,
        Generators = 8,
        All = 15,
    }

    /// <summary>One function of the program: what it has done, and what became of it.</summary>
    private sealed class Node(int id, int depth, bool isScoped)
    {
        internal int Id => id;

        internal int Depth => depth;

        /// <summary>Its failure is its scope's, whoever else awaits it.</summary>
        internal bool IsScoped => isScoped;

        internal Frame? Frame { get; set; }

        internal List<Node> Children { get; } = [];

        internal int Begun { get; set; }

        internal int Ended { get; set; }

        internal bool IsCanceled { get; set; }

        /// <summary>What it threw, if that is a failure of its own making.</summary>
        internal Failure? Thrown { get; set; }
    }

    private sealed class Failure(int of) : Exception($"of function {of}")
    {
        internal bool IsObserved { get; set; }
    }
}
