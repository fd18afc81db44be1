using System.Text;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests;

/// <summary>A library reads the request's body, and the number in it is answered.</summary>
/// <param name="path">Its address.</param>
/// <param name="format">The document: {0} is the number.</param>
/// <param name="read">Reads the body, synchronously.</param>
internal sealed class UploadEndpoint(string path, CompositeFormat format, Func<Stream, int> read) : WebEndpoint(path)
{
    internal override byte[] Request(int number) => Bytes(string.Format(null, format, number));

    internal override async Task HandleAsync(HttpContext http, WebBridge bridge)
    {
        int number = 0;
        await bridge(http.Request.Body, body => number = read(body), http.RequestAborted);
        await http.Response.WriteAsync($"number {number}", http.RequestAborted);
    }

    internal override string Read(byte[] response) => Encoding.UTF8.GetString(response);

    internal override string Expected(int number) => $"number {number}";
}
