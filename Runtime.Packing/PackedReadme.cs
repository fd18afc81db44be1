using System;
using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

/// <summary>
/// Makes a package's page of one of the repository's. Where a package is shown, relative links of its page go nowhere.
/// PackedReadme.targets compiles it.
/// </summary>
public sealed class PackedReadme : Microsoft.Build.Utilities.Task
{
    private const string Note = "The files that are named here in brackets, like the rest of the documentation, are in the package{0}.\n\n";

    /// <summary>The repository.</summary>
    [Required]
    public string Root { get; set; }

    /// <summary>Where the page is in there, with a slash at its end. Empty: it is the README.</summary>
    public string Folder { get; set; }

    /// <summary>The page.</summary>
    [Required]
    public string File { get; set; }

    /// <summary>
    /// Where the repository's files are shown, with a slash at its end. Empty: nowhere, and a link becomes the file's name.
    /// </summary>
    public string LinkBase { get; set; }

    [Required]
    public string Output { get; set; }

    public override bool Execute()
    {
        const string Relative = @"\[(?<text>[^\]]*)\]\((?!\w+://|#)(?<file>[^)#\s]+)(?<heading>#[^)\s]*)?\)";
        string text = System.IO.File.ReadAllText(Root + Folder + File);
        if (string.IsNullOrEmpty(LinkBase))
        {
            text = Regex.Replace(text, Relative, match => match.Groups["text"].Value == match.Groups["file"].Value
                ? "`" + PathOf(match) + "`"
                : match.Groups["text"].Value + " [`" + PathOf(match) + "`]");
            int afterTitle = text.IndexOf("\n\n") + 2;
            text = text.Insert(afterTitle, string.Format(Note, string.IsNullOrEmpty(Folder) ? "" : " Baton.Runtime"));
        }
        else
        {
            text = Regex.Replace(text, Relative, match =>
                "[" + match.Groups["text"].Value + "](" + LinkBase + PathOf(match) + match.Groups["heading"].Value + ")");
        }

        System.IO.File.WriteAllText(Output, text);
        return true;
    }

    // From the repository's root.
    private string PathOf(Match link) =>
        new Uri(new Uri("file:///" + Folder), link.Groups["file"].Value).AbsolutePath.TrimStart('/');
}
