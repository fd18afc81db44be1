using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Baton.Analyzers;

/// <summary>BATON003: a suspension inside a <c>lock</c> or a lock's scope.</summary>
internal sealed class SuspensionInLockRule(Library library)
{
    internal static readonly DiagnosticDescriptor Descriptor = new(
        "BATON003",
        "A suspension while a lock is held",
        "'{0}' {1} and keeps the lock meanwhile",
        Rules.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A suspended function keeps its locks, and so does one that resumes a coroutine or runs a scheduler. " +
        "Whoever needs one of them waits until it is resumed, " +
        "and neither goes on if that is who would resume it.",
        Rules.PageOf("BATON003"));

    internal void Register(CompilationStartAnalysisContext context) =>
        context.RegisterOperationAction(Check, OperationKind.Invocation);

    private void Check(OperationAnalysisContext context)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        bool suspends = library.Suspends(call);
        if ((suspends || library.RunsOthers(call.TargetMethod)) && LockScopes.Include(call))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                call.Syntax.GetLocation(),
                Library.NameOf(call),
                suspends ? "may suspend here" : "waits here for code on other threads"));
        }
    }
}
