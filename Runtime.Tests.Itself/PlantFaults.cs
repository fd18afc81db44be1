using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies the source files that get a planted fault, and plants it. What is right must be in the file once.</summary>
public sealed class PlantFaults : Task
{
    private static readonly string[] s_parts = { "file", "right", "wrong" };

    [Required]
    public ITaskItem[] Faults { get; set; }

    [Required]
    public string Sources { get; set; }

    [Required]
    public string Output { get; set; }

    /// <summary>The files that are compiled from copies.</summary>
    [Output]
    public ITaskItem[] Originals { get; set; }

    /// <summary>The copies.</summary>
    [Output]
    public ITaskItem[] Copies { get; set; }

    public override bool Execute()
    {
        Dictionary<string, string> texts = new Dictionary<string, string>();
        foreach (ITaskItem fault in Faults.OrderBy(one => one.ItemSpec, StringComparer.Ordinal))
        {
            Plant(fault.GetMetadata("FullPath"), texts);
        }

        Originals = texts.Keys.Select(file => new TaskItem(Path.Combine(Sources, file))).ToArray();
        Copies = texts.Keys.Select(file => new TaskItem(Path.Combine(Output, file))).ToArray();
        foreach (KeyValuePair<string, string> one in texts)
        {
            Write(Path.Combine(Output, one.Key), one.Value);
        }

        return !Log.HasLoggedErrors;
    }

    private void Plant(string path, Dictionary<string, string> texts)
    {
        Dictionary<string, List<string>> parts = s_parts.ToDictionary(part => part, _ => new List<string>());
        string name = null;
        foreach (string line in File.ReadAllLines(path))
        {
            if (s_parts.Contains(line))
            {
                name = line;
            }
            else if (name != null)
            {
                parts[name].Add(line);
            }
        }

        string file = string.Concat(parts["file"]).Trim();
        string right = string.Join("\n", parts["right"]);
        string planted = "Planted.Is(\"" + Path.GetFileNameWithoutExtension(path) + "\")";
        string wrong = string.Join("\n", parts["wrong"]).Replace("@planted", planted).Replace("@right", right.Trim());
        string source = Path.Combine(Sources, file);
        if (!texts.TryGetValue(file, out string text))
        {
            text = "using Baton.Tests.Itself;\n#line 1 \"" + source + "\"\n" + File.ReadAllText(source).Replace("\r\n", "\n");
        }

        int found = text.Split(new[] { right }, StringSplitOptions.None).Length - 1;
        if (found != 1 || right.Length == 0)
        {
            Log.LogError(null, null, null, path, 0, 0, 0, 0, "What is right is " + found + " times in {0}, and must be there once.", file);
        }

        texts[file] = text.Replace(right, wrong);
    }

    // A file that is as it was keeps its time, so that nothing is compiled anew.
    private static void Write(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path));
            File.WriteAllText(path, text);
        }
    }
}
