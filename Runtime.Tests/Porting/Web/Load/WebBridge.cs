namespace Baton.Tests;

/// <summary>How a server runs the synchronous part of an endpoint.</summary>
/// <param name="stream">A request's or response's body.</param>
/// <param name="body">Reads or writes what it is given, synchronously.</param>
/// <param name="aborted">Fires when the client is gone.</param>
/// <returns>Completes when the body has ended.</returns>
internal delegate Task WebBridge(Stream stream, Action<Stream> body, CancellationToken aborted);
