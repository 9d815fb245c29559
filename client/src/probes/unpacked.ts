import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file as it comes, out of its gzip where it is in one; what bzip2 packed is named and not read. @throws Error of zlib (`Z_...`) */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Buffer | 'bzip2'> {
  const source = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 3) {
    const { value, done } = await source.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  async function* all(): AsyncIterable<Buffer> {
    yield head;
    for (;;) {
      const { value, done } = await source.next();
      if (done) return;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  }
  if (head.toString('latin1', 0, 3) === 'BZh') yield 'bzip2';
  else if (head[0] === 0x1f && head[1] === 0x8b) {
    const packed = Readable.from(all());
    const gunzip = createGunzip();
    packed.on('error', (error) => gunzip.destroy(error));
    yield* packed.pipe(gunzip) as AsyncIterable<Buffer>;
  } else yield* all();
}
