namespace Baton.Stress;

internal static class Program
{
    public static int Main() => 0;
}
