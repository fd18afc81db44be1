using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

/// <summary>
/// Makes the package's README of the repository's. Where a package is shown, its README's relative links go nowhere. PackedReadme.targets
/// compiles it.
/// </summary>
public sealed class PackedReadme : Microsoft.Build.Utilities.Task
{
    private const string Note = "The files that are named here in brackets, like the rest of the documentation, are in the package.\n\n";

    [Required]
    public string Readme { get; set; }

    /// <summary>
    /// Where the repository's files are shown, with a slash at its end. Empty: nowhere, and a link becomes the file's name.
    /// </summary>
    public string LinkBase { get; set; }

    [Required]
    public string Output { get; set; }

    public override bool Execute()
    {
        const string Relative = @"\[(?<text>[^\]]*)\]\((?!\w+://|#)(?<file>[^)#\s]+)(?<heading>#[^)\s]*)?\)";
        string text = File.ReadAllText(Readme);
        if (string.IsNullOrEmpty(LinkBase))
        {
            text = Regex.Replace(text, Relative, match => match.Groups["text"].Value == match.Groups["file"].Value
                ? "`" + match.Groups["file"].Value + "`"
                : match.Groups["text"].Value + " [`" + match.Groups["file"].Value + "`]");
            int afterTitle = text.IndexOf("\n\n") + 2;
            text = text.Insert(afterTitle, Note);
        }
        else
        {
            text = Regex.Replace(text, Relative, "[${text}](" + LinkBase.Replace("$", "$$") + "${file}${heading})");
        }

        File.WriteAllText(Output, text);
        return true;
    }
}
