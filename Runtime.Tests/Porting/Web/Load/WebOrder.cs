using System.Runtime.Serialization;
using System.Xml.Serialization;

namespace Baton.Tests;

/// <summary>What the uploads carry.</summary>
[XmlRoot("Order")]
[DataContract(Name = "Order", Namespace = "")]
public sealed class WebOrder
{
    [DataMember]
    public int No { get; set; }
}
