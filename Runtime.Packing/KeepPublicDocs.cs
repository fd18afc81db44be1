using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;

/// <summary>Leaves in a documentation file only the members that other assemblies can see. PublicDocs.targets compiles it.</summary>
public sealed class KeepPublicDocs : Microsoft.Build.Utilities.Task
{
    [Required]
    public string AssemblyFile { get; set; }

    [Required]
    public string DocumentationFile { get; set; }

    /// <summary>The assemblies that it refers to: those of packages are not found otherwise.</summary>
    public ITaskItem[] References { get; set; } = Array.Empty<ITaskItem>();

    // One of a kind: a type of an assembly that is loaded twice is not itself.
    private readonly Dictionary<string, Assembly> _found = new Dictionary<string, Assembly>();

    public override bool Execute()
    {
        AppDomain.CurrentDomain.AssemblyResolve += Find;
        try
        {
            KeepVisible();
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= Find;
        }

        return true;
    }

    private Assembly Find(object sender, ResolveEventArgs asked)
    {
        string name = new AssemblyName(asked.Name).Name;
        if (!_found.TryGetValue(name, out Assembly found))
        {
            string file = References.Select(one => one.ItemSpec).FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name);
            found = file == null ? null : Assembly.Load(File.ReadAllBytes(file));
            _found.Add(name, found);
        }

        return found;
    }

    private void KeepVisible()
    {
        Assembly assembly = Assembly.Load(File.ReadAllBytes(AssemblyFile)); // from bytes: the file stays free for the next build
        HashSet<string> visible = new HashSet<string>(assembly.GetTypes().Where(IsVisible).SelectMany(Ids));
        XDocument docs = XDocument.Load(DocumentationFile);
        docs.Descendants("member").Where(member => !visible.Contains(member.Attribute("name").Value)).Remove();
        docs.Save(DocumentationFile);
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType));

    private static bool IsVisible(MemberInfo member)
    {
        switch (member)
        {
            case MethodBase method:
                return method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
            case FieldInfo field:
                return field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;
            case PropertyInfo property:
                return property.GetAccessors(nonPublic: true).Any(IsVisible);
            case EventInfo one:
                return IsVisible(one.AddMethod);
            default:
                return false; // nested types come by themselves
        }
    }

    // The ids of the C# language's specification, annex D.
    private static IEnumerable<string> Ids(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        return type.GetMembers(All | BindingFlags.DeclaredOnly).Where(IsVisible).Select(Id).Prepend("T:" + Name(type));
    }

    private static string Id(MemberInfo member)
    {
        string kind = member is MethodBase ? "M" : member is FieldInfo ? "F" : member is PropertyInfo ? "P" : "E";
        string id = kind + ":" + Name(member.DeclaringType) + "." + member.Name.Replace('.', '#');
        if (member is MethodInfo method)
        {
            string arity = method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";
            bool converts = method.Name == "op_Implicit" || method.Name == "op_Explicit";
            return id + arity + List(method.GetParameters()) + (converts ? "~" + Reference(method.ReturnType) : "");
        }

        return member is ConstructorInfo constructor ? id + List(constructor.GetParameters())
            : member is PropertyInfo property ? id + List(property.GetIndexParameters())
            : id;
    }

    private static string List(ParameterInfo[] parameters) => parameters.Length == 0 ? ""
        : "(" + string.Join(",", parameters.Select(parameter => Reference(parameter.ParameterType))) + ")";

    private static string Reference(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod == null ? "`" : "``") + type.GenericParameterPosition;
        }

        if (type.HasElementType)
        {
            string suffix = type.IsByRef ? "@" : type.IsPointer ? "*"
                : "[" + (type.GetArrayRank() == 1 ? "" : string.Join(",", Enumerable.Repeat("0:", type.GetArrayRank()))) + "]";
            return Reference(type.GetElementType()) + suffix;
        }

        if (!type.IsGenericType)
        {
            return Name(type);
        }

        Queue<Type> arguments = new Queue<Type>(type.GetGenericArguments());
        return Regex.Replace(Name(type.GetGenericTypeDefinition()), "`([0-9]+)", match =>
            "{" +
            string.Join(",", Enumerable.Range(0, int.Parse(match.Groups[1].Value)).Select(_ => Reference(arguments.Dequeue()))) +
            "}");
    }

    private static string Name(Type type) => type.FullName.Replace('+', '.');
}
