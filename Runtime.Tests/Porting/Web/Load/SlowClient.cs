using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Baton.Tests;

/// <summary>
/// A client that sends the head of its request at once, and the body as it is told to. Belongs to one thread, and never waits for the
/// server.
/// </summary>
internal sealed class SlowClient : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _body;
    private readonly MemoryStream _response = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _sent;

    internal SlowClient(IPEndPoint server, WebEndpoint endpoint, int number)
    {
        (Endpoint, Number, _body) = (endpoint, number, endpoint.Request(number));
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(server);
        // 1.0: the answer comes as it is, and ends with the connection
        _socket.Send(
            Encoding.ASCII.GetBytes($"POST {endpoint.Path} HTTP/1.0\r\nContent-Length: {_body.Length}\r\nX-Number: {number}\r\n\r\n"));
        _socket.Blocking = false;
    }

    internal WebEndpoint Endpoint { get; }

    internal int Number { get; }

    internal int Left => _body.Length - _sent;

    internal bool HasSentHalf => _sent >= _body.Length / 2;

    /// <summary>When the first of the answer had come, since this began to connect.</summary>
    internal TimeSpan? Answered { get; private set; }

    internal bool IsDone { get; private set; }

    internal void SendByte()
    {
        _sent += _socket.Send(_body.AsSpan(_sent, 1), SocketFlags.None, out SocketError error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            _sent = _body.Length; // the server wants no more, and has perhaps said why
        }
    }

    /// <summary>Takes what has come, if anything has.</summary>
    internal void Receive()
    {
        Span<byte> buffer = stackalloc byte[4_096];
        SocketError error = SocketError.Success;
        while (!IsDone && error == SocketError.Success)
        {
            int length = _socket.Receive(buffer, SocketFlags.None, out error);
            if (length > 0)
            {
                Answered ??= Stopwatch.GetElapsedTime(_start);
                _response.Write(buffer[..length]);
            }

            IsDone = error == SocketError.Success ? length == 0 : error != SocketError.WouldBlock;
        }
    }

    /// <summary>Goes away in the middle, and lets the server know.</summary>
    internal void Abort()
    {
        _socket.LingerState = new LingerOption(true, 0); // a reset
        _socket.Dispose();
        IsDone = true;
    }

    /// <summary>The status, and what the endpoint's document says.</summary>
    internal (int Status, string Text) Answer()
    {
        byte[] whole = _response.ToArray();
        int end = whole.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return (0, Encoding.UTF8.GetString(whole));
        }

        int status = int.Parse(Encoding.ASCII.GetString(whole, 9, 3), CultureInfo.InvariantCulture);
        byte[] body = whole[(end + 4)..];
        return (status, status == 200 ? Endpoint.Read(body) : Encoding.UTF8.GetString(body));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _response.Dispose();
    }
}
