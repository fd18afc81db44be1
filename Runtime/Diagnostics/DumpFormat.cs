namespace Baton;

/// <summary>How a dump is written.</summary>
public enum DumpFormat
{
    /// <summary>For people. The layout may change from version to version.</summary>
    Text,

    /// <summary>One JSON object a line, for tools. The schema is versioned.</summary>
    Json,

    /// <summary>The graph of who waits for whom, in the language of Mermaid.</summary>
    Mermaid,

    /// <summary>The graph of who waits for whom, in the language of Graphviz.</summary>
    Dot,
}
