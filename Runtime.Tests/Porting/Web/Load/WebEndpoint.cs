using System.Text;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests;

/// <summary>
/// One address of a server: what a client sends it, what a library that knows only synchronous streams makes of it, and what has to come
/// back.
/// </summary>
internal abstract class WebEndpoint(string path)
{
    internal string Path => path;

    /// <summary>What client <paramref name="number"/> sends: about twenty-five bytes.</summary>
    internal abstract byte[] Request(int number);

    internal abstract Task HandleAsync(HttpContext http, WebBridge bridge);

    /// <summary>What came back, as text that can be compared.</summary>
    internal abstract string Read(byte[] response);

    /// <summary>What <see cref="Read"/> gives when the answer is right.</summary>
    internal abstract string Expected(int number);

    public override string ToString() => path;

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
