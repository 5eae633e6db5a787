using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace CodeRouter.Gateway;

/// <summary>
/// Kestrel reads into blocks of 4 KB by default: a body of 1 MB is then 250 system calls. Blocks of 64 KB cut that, pinned once and
/// reused, the one given back last first: its bytes are still in the processor's cache. How many are kept is bounded, so that a burst
/// does not stay in memory.
/// </summary>
public sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    private readonly BlockPool _pool = new();

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => _pool;

    private sealed class BlockPool : MemoryPool<byte>
    {
        private const int BlockSize = 64 * 1024;
        private const int MostKept = 256;
        private readonly Lock _gate = new();
        private readonly Block[] _free = new Block[MostKept];
        private int _kept;

        public override int MaxBufferSize => BlockSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            if (minBufferSize > BlockSize)
            {
                throw new ArgumentOutOfRangeException(nameof(minBufferSize), minBufferSize, "larger than a block");
            }

            lock (_gate)
            {
                if (_kept > 0)
                {
                    return _free[--_kept];
                }
            }

            return new Block(this);
        }

        // The pool lives as long as the process; transports come and go and must not empty it.
        protected override void Dispose(bool disposing)
        {
        }

        private void Return(Block block)
        {
            lock (_gate)
            {
                if (_kept < MostKept)
                {
                    _free[_kept++] = block;
                }
            }
        }

        private sealed class Block : IMemoryOwner<byte>
        {
            private readonly BlockPool _pool;

            public Block(BlockPool pool)
            {
                _pool = pool;
                byte[] bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
                Memory = MemoryMarshal.CreateFromPinnedArray(bytes, 0, bytes.Length);
            }

            public Memory<byte> Memory { get; }

            public void Dispose() => _pool.Return(this);
        }
    }
}
