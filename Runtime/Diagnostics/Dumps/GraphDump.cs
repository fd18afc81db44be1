namespace Baton;

/// <summary>The graph of who waits for whom, in the language of Mermaid or of Graphviz. Findings are red.</summary>
internal static class GraphDump
{
    /// <summary>Past so many nodes only what findings touch is shown, with its neighbors.</summary>
    private const int MostNodes = 200;

    /// <exception cref="OperationCanceledException">The token has fired.</exception>
    internal static void Write(ProcessLook look, DumpOptions options, TextWriter writer, CancellationToken token)
    {
        bool isDot = options.Format == DumpFormat.Dot;
        List<Member> members = look.Members.FindAll(member => options.Filter is not { } filter || filter(member.ToInfo(look.Now)));
        if (members.Count > MostNodes)
        {
            HashSet<string> near = [.. members.Where(static member => member.Level is not null).SelectMany(
                static member => member.Wait?.On.Select(static on => on.Key).OfType<string>().Append(member.Key) ?? [member.Key])];
            members = [.. members.Where(member => near.Contains(member.Key)
                || member.Wait?.On.Exists(on => on.Key is not null && near.Contains(on.Key)) == true).Take(MostNodes)];
        }

        writer.WriteLine(isDot ? "digraph Baton {" : "flowchart LR");
        HashSet<string> named = [];
        foreach (Member member in members)
        {
            token.ThrowIfCancellationRequested();
            named.Add(member.Key);
            writer.WriteLine(NodeOf(member, isDot));
        }

        int tasks = 0;
        foreach (Member member in members)
        {
            token.ThrowIfCancellationRequested();
            foreach (WaitTarget target in member.Wait?.On ?? [])
            {
                string key = target.Key ?? $"x{++tasks}";
                if (named.Add(key))
                {
                    writer.WriteLine(isDot
                        ? $"  {key} [label={Quoted(target.Text)}, shape=ellipse];" : $"  {key}([{Quoted(target.Text)}])");
                }

                writer.WriteLine(EdgeOf(member, key, isDot));
            }
        }

        WriteMarks(writer, members, isDot);
        writer.Flush();
    }

    private static string NodeOf(Member member, bool isDot)
    {
        string red = member.Level is null ? string.Empty : ", color=red, fontcolor=red";
        return isDot ? $"  {member.Key} [label={Quoted(member.Label)}, shape=box{red}];" : $"  {member.Key}[{Quoted(member.Label)}]";
    }

    // A wait of which one end is enough is dashed.
    private static string EdgeOf(Member member, string to, bool isDot)
    {
        bool isNeeded = member.Wait!.NeedsAll;
        string kind = member.Wait.Kind.ToString();
        return isDot ? $"  {member.Key} -> {to} [label={Quoted(kind)}{(isNeeded ? string.Empty : ", style=dashed")}];"
            : $"  {member.Key} {(isNeeded ? "-->" : "-.->")}|{kind}| {to}";
    }

    private static void WriteMarks(TextWriter writer, List<Member> members, bool isDot)
    {
        if (isDot)
        {
            writer.WriteLine("}");
            return;
        }

        string[] found = [.. members.Where(static member => member.Level is not null).Select(static member => member.Key)];
        if (found.Length > 0)
        {
            writer.WriteLine("  classDef found stroke:#d00,color:#d00");
            writer.WriteLine($"  class {string.Join(',', found)} found");
        }
    }

    // Names are the user's.
    private static string Quoted(string text)
    {
        string plain = text.ReplaceLineEndings(" ").Replace('\\', '/').Replace('"', '\'').Replace('[', '(').Replace(']', ')');
        return $"\"{plain}\"";
    }
}
