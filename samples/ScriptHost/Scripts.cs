namespace Baton.Samples;

/// <summary>Scripts, as their authors write them: no await, no state machine, no call-backs.</summary>
internal static class Scripts
{
    internal static void Shop(HostFunctions host)
    {
        string customer = host.Ask("who are you?");
        int total = ((string[])["tea"]).Sum(what => 2 * host.AskNumber($"how much {what}?")); // waits in the middle of Sum
        host.Say($"{customer} pays {total}");
    }

    internal static void Tour(HostFunctions host)
    {
        host.Say("welcome");
        string name = host.Ask("your name?");
        host.Say($"{name} likes {Colour()}");

        string Colour() => host.Ask($"which colour, {name}?"); // and in the middle of another call
    }

    internal static void Watch(HostFunctions host)
    {
        try
        {
            while (true)
            {
                host.Ask("anything new?");
            }
        }
        finally
        {
            host.Say("cleaned up");
        }
    }
}
