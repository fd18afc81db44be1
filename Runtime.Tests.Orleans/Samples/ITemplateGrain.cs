namespace Baton.Tests;

/// <summary>Of the page: a grain that another asks.</summary>
public interface ITemplateGrain : IGrainWithStringKey
{
    Task<string> Read();
}
