import { matchesGlob } from 'node:path';
import type { Settings } from '../review/settings.ts';

/** The dialect that the settings force on a path (relative, forward slashes): the first glob that matches decides. */
export function dialectFor(path: string, settings: Settings): string | undefined {
  return settings.dialects.find((entry) => matchesGlob(path, entry.files))?.dialect;
}
