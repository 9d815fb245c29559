import { readFileSync, statSync } from 'node:fs';

/** Bytes; a larger file is named and left alone. */
export const SIZE_LIMIT = 16 * 1024 * 1024;

/**
 * The text without its byte order mark: no configuration begins with one, and editors do not count it either.
 * `exact`: mark and text written back as UTF-8 give the bytes they were read from; else only read, never write.
 */
export type ReadResult =
  | { readonly text: string; readonly exact: boolean; readonly mark: '' | '\uFEFF' }
  | { readonly skipped: string };

/** UTF-8 (or UTF-16 with a byte order mark); a file that is too large, binary or unreadable gives the reason. */
export function readText(absolute: string): ReadResult {
  try {
    const { size } = statSync(absolute);
    if (size > SIZE_LIMIT) return { skipped: `${size} bytes is over the limit of ${SIZE_LIMIT}` };
    return decode(readFileSync(absolute));
  } catch (error) {
    return { skipped: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}

/** All of standard input; the same reasons. */
export function readStandardInput(): ReadResult {
  try {
    return decode(readFileSync(0));
  } catch (error) {
    return { skipped: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}

function decode(bytes: Buffer): ReadResult {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.toString('utf16le').replace(/^\uFEFF/, ''), exact: false, mark: '' };
  if (bytes.subarray(0, 8192).includes(0)) return { skipped: 'is binary' };
  const text = bytes.toString('utf8');
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return {
    text: text.slice(mark.length),
    exact: !text.includes('\uFFFD') || Buffer.from(text).equals(bytes),
    mark,
  };
}
