namespace Baton.Testing;

/// <summary>One operation of <see cref="Operations{TSubject, TModel}"/>.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Draw">Draws an argument. Null: it takes none.</param>
/// <param name="OnSubject">The call.</param>
/// <param name="OnModel">What it does if it is alone.</param>
internal sealed record ModelledOperation<TSubject, TModel>(
    string Name, Func<Random, object?>? Draw, Func<TSubject, object?, object?> OnSubject, Func<TModel, object?, object?> OnModel);
