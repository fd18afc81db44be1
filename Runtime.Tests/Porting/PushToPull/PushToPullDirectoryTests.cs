namespace Baton.Tests;

/// <summary>A walk over directories that opens each file, calls back, and closes it.</summary>
[TestClass]
public sealed class PushToPullDirectoryTests : PushToPullContract
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("baton-walk-");
    private FileStream? _open;

    private protected override string[] Items => ["a.txt: 1", "b/c.txt: 22", "b/d.txt: 333", "b/e/f.txt: 4444", "g.txt: 55555"];

    private protected override bool IsOpen => _open is { SafeFileHandle.IsClosed: false };

    private protected override void Push(Action<string> callBack) => Walk(_root, file =>
    {
        _open = file;
        using StreamReader reader = new(file, leaveOpen: true);
        callBack($"{Path.GetRelativePath(_root.FullName, file.Name).Replace('\\', '/')}: {reader.ReadToEnd()}");
    });

    [TestInitialize]
    public void WriteFiles()
    {
        foreach (string[] file in Items.Select(item => item.Split(": ")))
        {
            string path = Path.Combine(_root.FullName, file[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file[1]);
        }
    }

    [TestCleanup]
    public void DeleteFiles() => _root.Delete(recursive: true);

    [TestMethod]
    public void Generate_LeftEarly_TheFileCanBeOpenedByOthers()
    {
        string path = Path.Combine(_root.FullName, "b", "c.txt");
        foreach (string item in Coroutine.Generate<string>(Pushing, options: InPool))
        {
            if (item == Items[1])
            {
                Assert.Throws<IOException>(() => File.Open(path, FileMode.Open, FileAccess.Read, FileShare.None).Dispose());
                break;
            }
        }

        File.Open(path, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();

        void Pushing(Yielder<string> yielder) => Push(yielder.Suspend);
    }

    // As a library would: files and directories by name, depth first.
    private static void Walk(DirectoryInfo directory, Action<FileStream> callBack)
    {
        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo inner)
            {
                Walk(inner, callBack);
            }
            else
            {
                using FileStream file = File.Open(entry.FullName, FileMode.Open, FileAccess.Read, FileShare.Read);
                callBack(file);
            }
        }
    }
}
