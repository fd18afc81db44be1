using System.Text.Json;

namespace Baton.Tests;

/// <summary>The schema of dumps, as far as it uses of JSON Schema: kinds, required members, types, enums, and nothing more.</summary>
internal sealed class DumpSchema
{
    private readonly JsonElement _root;

    private DumpSchema(JsonElement root) => _root = root;

    internal static DumpSchema Load() =>
        new(JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "baton-dump.schema.json"))).RootElement);

    /// <summary>Fails the test if the line does not hold the schema.</summary>
    internal void Check(JsonElement line)
    {
        string kind = line.GetProperty("kind").GetString()!;
        Assert.IsTrue(_root.GetProperty("$defs").TryGetProperty(kind, out JsonElement schema), $"no schema of {kind}");
        Check(line, schema, kind);
    }

    private void Check(JsonElement value, JsonElement schema, string where)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            Check(value, _root.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]), where);
            return;
        }

        if (schema.TryGetProperty("type", out JsonElement type))
        {
            string[] types = type.ValueKind == JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(static one => one.GetString()!)] : [type.GetString()!];
            Assert.IsTrue(types.Contains(TypeOf(value)) || (TypeOf(value) == "integer" && types.Contains("number")), $"{where} is {value}");
        }

        if (schema.TryGetProperty("enum", out JsonElement values) && value.ValueKind == JsonValueKind.String)
        {
            Assert.IsTrue(values.EnumerateArray().Any(one => one.GetString() == value.GetString()), $"{where} is {value}");
        }

        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out JsonElement properties))
        {
            CheckMembers(value, schema, properties, where);
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items))
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(item, items, $"{where}[]");
            }
        }
    }

    private void CheckMembers(JsonElement value, JsonElement schema, JsonElement properties, string where)
    {
        foreach (JsonElement required in schema.TryGetProperty("required", out JsonElement all) ? all.EnumerateArray() : [])
        {
            Assert.IsTrue(value.TryGetProperty(required.GetString()!, out _), $"{where} has no {required}");
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            Assert.IsTrue(properties.TryGetProperty(member.Name, out JsonElement of), $"{where}.{member.Name} is not in the schema");
            Check(member.Value, of, $"{where}.{member.Name}");
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
