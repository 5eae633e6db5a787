using System.Collections;

namespace CodeRouter.Core.Impact;

/// <summary>The paths of some files, looked up when they are read: a file ten thousand others use is answered without a list of them.</summary>
internal sealed class FilePaths(FileNodes files, int[] numbers) : IReadOnlyList<string>
{
    public int Count => numbers.Length;

    public string this[int index] => files[numbers[index]].Path;

    public IEnumerator<string> GetEnumerator()
    {
        foreach (int number in numbers)
        {
            yield return files[number].Path;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
