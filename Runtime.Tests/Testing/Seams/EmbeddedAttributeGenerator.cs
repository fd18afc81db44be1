using Microsoft.CodeAnalysis;

namespace Baton.Tests;

/// <summary>Writes the attribute that hides types from other assemblies, as other generators do.</summary>
internal sealed class EmbeddedAttributeGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.CompilationProvider,
        static (output, _) => output.AddSource(
            "Embedded.cs",
            "namespace Microsoft.CodeAnalysis { internal sealed partial class EmbeddedAttribute : global::System.Attribute { } }"));
}
