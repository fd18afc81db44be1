using Microsoft.AspNetCore.Http;

namespace Baton.Tests;

/// <summary>
/// A library writes to the response's body, line by line as the request's body says, and as that arrives: so it waits in the middle of
/// writing. Without a body there are no lines.
/// </summary>
/// <param name="path">Its address.</param>
/// <param name="write">Writes the lines, synchronously.</param>
/// <param name="read">Gives the lines back.</param>
internal sealed class DownloadEndpoint(
    string path, Action<IEnumerable<string>, Stream> write, Func<byte[], IEnumerable<string>> read) : WebEndpoint(path)
{
    internal override byte[] Request(int number) => Bytes($"first {number}\nsecond\nthird\n");

    internal override Task HandleAsync(HttpContext http, WebBridge bridge) =>
        bridge(http.Response.Body, body => write(Lines(http.Request), body), http.RequestAborted);

    internal override string Read(byte[] response) => string.Join(',', read(response));

    internal override string Expected(int number) => $"first {number},second,third";

    private static IEnumerable<string> Lines(HttpRequest request)
    {
        if (request.ContentLength is null or 0)
        {
            yield break;
        }

        bool isBridged = CoroutineScheduler.Current is not null;
        using StreamReader lines = new(isBridged ? new SuspendingStream(request.Body, leaveOpen: true) : request.Body, leaveOpen: true);
        while (lines.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
