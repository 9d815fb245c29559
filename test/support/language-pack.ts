import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The editor's own note of an installed language pack, for Simplified Chinese and without a single translation of the editor itself: what is
 * Chinese then is this extension's own. Written by hand because only an editor that runs takes packs in, not the command line that installs.
 * @param folder an empty one, kept while the editor runs
 * @returns files of the editor's profile, by name
 */
export function chineseProfile(folder: string): Readonly<Record<string, string>> {
  const translations = join(folder, 'main.i18n.json');
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: 'for-tests',
    extensions: [{ extensionIdentifier: { id: 'netreview-tests.chinese' }, version: '1.0.0' }],
    translations: { vscode: translations },
    label: '中文(简体)',
  };
  return { 'languagepacks.json': JSON.stringify({ 'zh-cn': pack }) };
}
