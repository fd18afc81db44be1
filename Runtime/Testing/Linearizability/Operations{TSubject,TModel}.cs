namespace Baton.Testing;

/// <summary>
/// The calls of an object that several threads use, and a plain model that says what each call does if it is alone. See
/// <see cref="Explore.Linearizable"/>.
/// </summary>
/// <typeparam name="TSubject">What is tested.</typeparam>
/// <typeparam name="TModel">The model. One thread uses it, so it needs no locks.</typeparam>
/// <remarks>
/// A model's function that throws <see cref="CallBlocksException"/> says that the call has to wait. What calls return is compared by
/// <see cref="object.Equals(object, object)"/>, and exceptions by their types.
/// </remarks>
public sealed class Operations<TSubject, TModel>
{
    private const int MostCallsInAll = 12;

    private readonly List<ModelledOperation<TSubject, TModel>> _all = []; // the user, before the exploration

    // Each is as its property; the user.
    private int _strands = 3;
    private int _calls = 3;
    private int _programs = 50;

    /// <summary>Operations on subjects and models that are made anew for each schedule.</summary>
    /// <param name="create">Makes a subject, on a strand of the schedule.</param>
    /// <param name="createModel">Makes a model in the same state.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Operations(Func<TSubject> create, Func<TModel> createModel)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(createModel);
        Create = create;
        CreateModel = createModel;
    }

    /// <summary>The most strands that call at the same time, 2 to 4. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public int Strands
    {
        get => _strands;
        set => _strands = InRange(value, 2, 4, nameof(Strands));
    }

    /// <summary>The most calls of each strand, 1 to 5. No program has more than 12 in all. Default: 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public int Calls
    {
        get => _calls;
        set => _calls = InRange(value, 1, 5, nameof(Calls));
    }

    /// <summary>How many programs are drawn, small ones first, 1 or more. Default: 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public int Programs
    {
        get => _programs;
        set => _programs = InRange(value, 1, int.MaxValue, nameof(Programs));
    }

    /// <summary>Called when all calls of a schedule have returned: throws if the subject is in no good state. Null: not called.</summary>
    public Action<TSubject>? Invariant { get; set; }

    /// <summary>
    /// What tells two states of the model apart, to be compared by <see cref="object.Equals(object)"/>. It makes the search for an order
    /// faster. Null: each order is tried.
    /// </summary>
    public Func<TModel, object>? Key { get; set; }

    internal Func<TSubject> Create { get; }

    internal Func<TModel> CreateModel { get; }

    internal IReadOnlyList<ModelledOperation<TSubject, TModel>> All => _all;

    /// <summary>Adds an operation that takes an argument and returns something.</summary>
    /// <typeparam name="TArgument">What it takes.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="name">For reports.</param>
    /// <param name="draw">Draws an argument.</param>
    /// <param name="onSubject">The call. May be interrupted by other strands.</param>
    /// <param name="onModel">What the call does if it is alone.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Operations<TSubject, TModel> Add<TArgument, TResult>(
        string name,
        Func<Random, TArgument> draw,
        Func<TSubject, TArgument, TResult> onSubject,
        Func<TModel, TArgument, TResult> onModel)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(onSubject);
        ArgumentNullException.ThrowIfNull(onModel);
        _all.Add(new ModelledOperation<TSubject, TModel>(
            name,
            random => draw(random),
            (subject, argument) => onSubject(subject, (TArgument)argument!),
            (model, argument) => onModel(model, (TArgument)argument!)));
        return this;
    }

    /// <summary>Adds an operation that takes no argument.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="name">For reports.</param>
    /// <param name="onSubject">The call. May be interrupted by other strands.</param>
    /// <param name="onModel">What the call does if it is alone.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Operations<TSubject, TModel> Add<TResult>(string name, Func<TSubject, TResult> onSubject, Func<TModel, TResult> onModel)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(onSubject);
        ArgumentNullException.ThrowIfNull(onModel);
        _all.Add(new ModelledOperation<TSubject, TModel>(
            name, null, (subject, _) => onSubject(subject), (model, _) => onModel(model)));
        return this;
    }

    /// <summary>Adds an operation that takes an argument and returns nothing.</summary>
    /// <typeparam name="TArgument">What it takes.</typeparam>
    /// <param name="name">For reports.</param>
    /// <param name="draw">Draws an argument.</param>
    /// <param name="onSubject">The call. May be interrupted by other strands.</param>
    /// <param name="onModel">What the call does if it is alone.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public Operations<TSubject, TModel> Add<TArgument>(
        string name, Func<Random, TArgument> draw, Action<TSubject, TArgument> onSubject, Action<TModel, TArgument> onModel)
    {
        ArgumentNullException.ThrowIfNull(onSubject);
        ArgumentNullException.ThrowIfNull(onModel);
        return Add<TArgument, object?>(
            name,
            draw,
            (subject, argument) =>
            {
                onSubject(subject, argument);
                return null;
            },
            (model, argument) =>
            {
                onModel(model, argument);
                return null;
            });
    }

    /// <summary>Draws a program. The same seed and index give the same.</summary>
    internal CallProgram<TSubject, TModel> Draw(ulong seed, int index)
    {
        Random random = new((int)new Chance(seed, index).Next());
        int size = 1 + (index * _calls / _programs); // small ones first
        int strands = random.Next(2, _strands + 1);
        return new CallProgram<TSubject, TModel>(this, [.. Enumerable.Range(0, strands).Select(
            _ => (IReadOnlyList<(ModelledOperation<TSubject, TModel>, object?)>)[.. Enumerable.Range(
                0, Math.Min(size, MostCallsInAll / strands)).Select(_ => Draw(random))])], new ProgramText(seed, index, []));
    }

    private (ModelledOperation<TSubject, TModel> Operation, object? Argument) Draw(Random random)
    {
        ModelledOperation<TSubject, TModel> drawn = _all[random.Next(_all.Count)];
        return (drawn, drawn.Draw?.Invoke(random));
    }

    private static int InRange(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"From {least} to {most}.");
}
