namespace Baton.Stress;

/// <summary>Takes photos of all threads that are parked, or block in a frame, without end.</summary>
internal sealed class Photographed : IDisposable
{
    private readonly Thread _camera;
    private volatile bool _isOver;
    private long _taken;

    private Photographed()
    {
        _camera = new Thread(TakeAll) { IsBackground = true, Name = "Camera" };
        _camera.Start();
    }

    internal static IDisposable Begin() => new Photographed();

    public void Dispose()
    {
        _isOver = true;
        _camera.Join();
        Console.WriteLine($"{_taken} photos");
    }

    private void TakeAll()
    {
        while (!_isOver)
        {
            foreach (Photo photo in Photographer.TakeAll(ParkingSlots.List().Where(static slot => slot.Thread != Thread.CurrentThread)))
            {
                _taken += photo.Outcome == PhotoOutcome.Taken ? 1 : 0;
            }
        }
    }
}
