using System.Diagnostics;
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;

namespace Baton.Tests;

/// <summary>Waits for the network, for pipes and for processes.</summary>
internal static class IoWaits
{
    internal static WaitCase Http()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenSource over = new();
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task server = Task.Run(Serve);
        HttpClient client = new();
        return new WaitCase
        {
            Wait = () =>
            {
                using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
                using HttpResponseMessage response = client.Send(request);
                Assert.AreEqual(HttpStatusCode.NoContent, response.StatusCode);
            },
            Release = answer.SetResult,
            CleanUp = () =>
            {
                client.Dispose();
                over.Cancel();
                server.Wait();
                listener.Stop();
            },
            IsRepeatable = false,
        };

        async Task Serve()
        {
            try
            {
                using Socket socket = await listener.AcceptSocketAsync(over.Token);
                await socket.ReceiveAsync(new byte[4096], over.Token);
                await answer.Task.WaitAsync(over.Token);
                await socket.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // nobody came, or went again
            }
        }
    }

    internal static WaitCase FreshSocket() => OfSockets(isUsed: false);

    internal static WaitCase UsedSocket() => OfSockets(isUsed: true);

    private static WaitCase OfSockets(bool isUsed)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Socket near = new(SocketType.Stream, ProtocolType.Tcp);
        near.Connect(listener.LocalEndpoint);
        Socket far = listener.AcceptSocket();
        if (isUsed)
        {
            Task<int> received = near.ReceiveAsync(new byte[1]);
            far.Send([1]);
            received.Wait();
        }

        return new WaitCase
        {
            Wait = () => Assert.AreEqual(1, near.Receive(new byte[1])),
            Release = () => far.Send([2]),
            CleanUp = () =>
            {
                near.Dispose();
                far.Dispose();
            },
            IsRepeatable = !isUsed, // a read that was refused, or interrupted, stays in the socket's queue and takes what comes
        };
    }

    internal static WaitCase PipeReaderStream()
    {
        Pipe pipe = new();
        return new WaitCase
        {
            Wait = () => Assert.AreEqual(1, pipe.Reader.AsStream().Read(new byte[1])),
            Release = () => pipe.Writer.WriteAsync(new byte[] { 1 }).AsTask().Wait(),
            IsRepeatable = false,
        };
    }

    internal static WaitCase AnonymousPipe()
    {
        AnonymousPipeServerStream server = new(PipeDirection.Out);
        AnonymousPipeClientStream client = new(PipeDirection.In, server.ClientSafePipeHandle);
        return new WaitCase
        {
            Wait = () => Assert.AreEqual(1, client.ReadByte()),
            Release = () => server.WriteByte(1),
            CleanUp = () =>
            {
                client.Dispose();
                server.Dispose();
            },
        };
    }

    internal static WaitCase ProcessExit()
    {
        Process process = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        return new WaitCase { Wait = process.WaitForExit, Release = process.StandardInput.Close, CleanUp = process.Dispose };
    }
}
