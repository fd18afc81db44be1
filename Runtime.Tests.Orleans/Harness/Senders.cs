using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Notes who has sent the calls of scripts: see <see cref="Of"/>.</summary>
internal sealed class Senders : IIncomingGrainCallFilter
{
    private static readonly ConcurrentDictionary<Guid, string> s_seen = new();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(IProbe))
        {
            s_seen[(Guid)context.Request.GetArgument(0)!] = context.SourceId?.ToString() ?? "nobody";
        }

        return context.Invoke();
    }

    /// <summary>Who has called for a script last.</summary>
    internal static string Of(Guid script) => s_seen[script];
}
