using System.Text;
using Microsoft.Extensions.ObjectPool;

namespace Baton;

/// <summary>The builders of all texts that are made here.</summary>
internal static class TextPool
{
    private static readonly ObjectPool<StringBuilder> s_pool = new DefaultObjectPoolProvider().CreateStringBuilderPool();

    internal static StringBuilder Get() => s_pool.Get();

    /// <summary>The text. The builder is given back.</summary>
    internal static string Take(StringBuilder builder)
    {
        string text = builder.ToString();
        s_pool.Return(builder);
        return text;
    }

    /// <summary>Gives the builder back.</summary>
    internal static void Return(StringBuilder builder) => s_pool.Return(builder);
}
