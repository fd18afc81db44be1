namespace Baton.Tests;

/// <summary>Of the page: a grain that another asks.</summary>
public sealed class TemplateGrain : Grain, ITemplateGrain
{
    public Task<string> Read() => Task.FromResult($"a page about {this.GetPrimaryKeyString()}");
}
