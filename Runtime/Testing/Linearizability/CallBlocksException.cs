namespace Baton.Testing;

/// <summary>
/// Thrown by a model's function where the call has to wait, as a take from an empty buffer. The function has changed nothing then. See
/// <see cref="Operations{TSubject, TModel}"/>.
/// </summary>
public sealed class CallBlocksException() : Exception("In the model this call has to wait here.");
