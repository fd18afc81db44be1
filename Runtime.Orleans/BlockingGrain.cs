using System.Runtime.CompilerServices;

namespace Baton.Orleans;

/// <summary>
/// A grain that runs blocking code. The code, its body, runs on a thread of the silo's own pool, outside the activation's turns: it blocks
/// neither the silo nor the .NET thread pool. What needs the activation goes through <see cref="InTurn(Action)"/>. The silo needs
/// <see cref="BatonSiloBuilderExtensions.AddBaton"/>.
/// </summary>
/// <remarks>
/// While a body runs, the activation does what its reentrancy attributes say, as for a method that awaits. Grains with a base class of
/// their own have the same by <see cref="BlockingGrainExtensions"/> and <see cref="GrainTurn"/>.
/// </remarks>
public abstract class BlockingGrain : Grain
{
    /// <summary>For grains that Orleans activates.</summary>
    protected BlockingGrain()
    {
    }

    /// <summary>For grains that are made otherwise, as in tests.</summary>
    /// <param name="grainContext">The grain's context.</param>
    /// <param name="grainRuntime">The grain's runtime. Default: null, that of the context.</param>
    protected BlockingGrain(IGrainContext grainContext, IGrainRuntime? grainRuntime = null)
        : base(grainContext, grainRuntime)
    {
    }

    /// <inheritdoc cref="BlockingGrainExtensions.RunBlocking(IGrainBase, Action, CancellationToken)"/>
    protected Task RunBlocking(Action body, CancellationToken cancellationToken = default) =>
        BlockingGrainExtensions.RunBlocking(this, body, cancellationToken);

    /// <inheritdoc cref="BlockingGrainExtensions.RunBlocking{T}(IGrainBase, Func{T}, CancellationToken)"/>
    protected Task<T> RunBlocking<T>(Func<T> body, CancellationToken cancellationToken = default) =>
        BlockingGrainExtensions.RunBlocking(this, body, cancellationToken);

    /// <inheritdoc cref="BlockingGrainExtensions.RunBlocking(IGrainBase, Func{Task}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    protected Task RunBlocking(Func<Task> body, CancellationToken cancellationToken = default) =>
        BlockingGrainExtensions.RunBlocking(this, body, cancellationToken);

    /// <inheritdoc cref="BlockingGrainExtensions.RunBlocking{T}(IGrainBase, Func{Task{T}}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    protected Task<T> RunBlocking<T>(Func<Task<T>> body, CancellationToken cancellationToken = default) =>
        BlockingGrainExtensions.RunBlocking(this, body, cancellationToken);

    /// <inheritdoc cref="GrainTurn.Run(Action)"/>
    protected static void InTurn(Action function) => GrainTurn.Run(function);

    /// <inheritdoc cref="GrainTurn.Run{T}(Func{T})"/>
    protected static T InTurn<T>(Func<T> function) => GrainTurn.Run(function);

    /// <inheritdoc cref="GrainTurn.Run(Func{Task})"/>
    [OverloadResolutionPriority(2)]
    protected static void InTurn(Func<Task> function) => GrainTurn.Run(function);

    /// <inheritdoc cref="GrainTurn.Run{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(2)]
    protected static T InTurn<T>(Func<Task<T>> function) => GrainTurn.Run(function);

    /// <inheritdoc cref="GrainTurn.Run(Func{ValueTask})"/>
    [OverloadResolutionPriority(1)]
    protected static void InTurn(Func<ValueTask> function) => GrainTurn.Run(function);

    /// <inheritdoc cref="GrainTurn.Run{T}(Func{ValueTask{T}})"/>
    [OverloadResolutionPriority(1)]
    protected static T InTurn<T>(Func<ValueTask<T>> function) => GrainTurn.Run(function);
}
