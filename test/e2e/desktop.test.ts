import { mkdtempSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.ts';
import { cacheFolder } from '../../scripts/code-server.ts';
import { copyOfSamples, ROOT } from '../support/editor-fixture.ts';

/** Names an installed VS Code; absent: it is downloaded into the cache, where that works. */
const { VSCODE_EXECUTABLE } = process.env;
const RELEASES = 'https://update.code.visualstudio.com/api/releases/stable';
const ABSENT = await absence();

describe.skipIf(ABSENT !== '')(`the extension in desktop VS Code${ABSENT}`, () => {
  test('all Mocha suites pass', { timeout: 10 * 60_000 }, async () => {
    if (process.env.NETREVIEW_BUILT === undefined) await build({ tests: true });
    const samples = copyOfSamples();
    const profile = mkdtempSync(join(tmpdir(), 'netreview-desktop-'));
    try {
      const code = await runTests({
        vscodeExecutablePath:
          VSCODE_EXECUTABLE ?? (await downloadAndUnzipVSCode({ cachePath: join(cacheFolder(), 'vscode') })),
        extensionDevelopmentPath: ROOT,
        extensionTestsPath: resolve(ROOT, 'dist/test/e2e/suite/index.cjs'),
        launchArgs: [
          samples,
          ...['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--disable-gpu'],
          ...['--user-data-dir', profile],
          // Chromium's sandbox refuses to start for root.
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ],
      });
      expect(code).toBe(0);
    } finally {
      rmSync(profile, { recursive: true, force: true });
      rmSync(dirname(samples), { recursive: true, force: true });
    }
  });
});

/** Why desktop VS Code cannot run here; empty when it can. Takes three seconds at most. */
async function absence(): Promise<string> {
  if (platform() === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return ' (skipped: no display; xvfb-run gives one)';
  }
  if (VSCODE_EXECUTABLE !== undefined) return '';
  const answers = await fetch(RELEASES, { method: 'HEAD', signal: AbortSignal.timeout(3_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  return answers ? '' : ' (skipped: VSCODE_EXECUTABLE is not set and its download does not answer)';
}
