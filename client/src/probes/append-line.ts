import { closeSync, constants, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Appends a line to a file below `.netreview` of a trusted folder that has a `.netreview`, readable for the user alone; a link in the
 * place of the file or of a folder is not followed: the folder's author must not choose what is written to.
 * @param subfolder is made where it is missing. @returns whether it was written
 */
export function appendLine(folder: string, line: string, file: string, subfolder?: string): boolean {
  const home = join(folder, '.netreview');
  const place = subfolder === undefined ? home : join(home, subfolder);
  try {
    if (!lstatSync(home).isDirectory()) return false;
    if (subfolder !== undefined) mkdirSync(place, { recursive: true, mode: 0o700 });
    if (!lstatSync(place).isDirectory()) return false;
    // Windows has no such flag and asks for a privilege to make links.
    const noLink = constants.O_NOFOLLOW ?? 0;
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | noLink;
    const opened = openSync(join(place, file), flags, 0o600);
    try {
      writeSync(opened, `${line}\n`);
    } finally {
      closeSync(opened);
    }
    return true;
  } catch {
    return false;
  }
}
