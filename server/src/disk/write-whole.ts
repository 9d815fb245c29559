import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces the file in one step: a reader sees the old text or the new one. Its mode stays, and a link stays a link.
 * @returns why it could not be written; undefined when it was.
 */
export function writeWhole(absolute: string, text: string): string | undefined {
  let draft: string | undefined;
  try {
    const exists = existsSync(absolute);
    const target = exists ? realpathSync(absolute) : absolute;
    // Renaming would get round a file that must not be written.
    if (exists) accessSync(target, constants.W_OK);
    else mkdirSync(dirname(target), { recursive: true });
    draft = `${target}.netreview-${process.pid}`;
    writeFileSync(draft, text);
    if (exists) chmodSync(draft, statSync(target).mode);
    renameSync(draft, target);
    return undefined;
  } catch (error) {
    if (draft !== undefined) rmSync(draft, { force: true });
    return `cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}
