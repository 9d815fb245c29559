import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.ts';
import { type EditorServer, installCodeServer, startCodeServer } from '../../scripts/code-server.ts';
import { launchBrowser, openWindow } from '../support/editor.ts';
import { copyOfSamples, EDITOR_ABSENT, ROOT, screenshot } from '../support/editor-fixture.ts';

/** Compiling the editor's native modules the first time takes minutes. */
const INSTALL_MS = 15 * 60_000;

describe.skipIf(EDITOR_ABSENT !== '')(`the extension's suites in a real extension host${EDITOR_ABSENT}`, () => {
  let browser: Browser;
  let server: EditorServer;
  let samples: string;

  beforeAll(async () => {
    await build({ tests: true });
    const entry = await installCodeServer((line) => process.stdout.write(`${line}\n`));
    samples = copyOfSamples();
    server = await startCodeServer(entry, { workspaceTrust: false });
    browser = await launchBrowser();
  }, INSTALL_MS);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    if (samples) rmSync(samples, { recursive: true, force: true });
  });

  test('all Mocha suites pass', async () => {
    const window = await openWindow(browser, {
      authority: server.authority,
      folder: samples,
      extension: ROOT,
      tests: resolve(ROOT, 'dist/test/e2e/suite/index.cjs'),
    });
    const code = await window.exit;
    await screenshot(window.page, 'mocha-suites');
    const lines = window.log.filter((line) => /passing|failing|pending|✔|✓|\d+\) /.test(line));
    process.stdout.write(`${lines.join('\n')}\n`);
    expect(code, window.log.slice(-60).join('\n')).toBe(0);
    expect(
      window.log.some((line) => /\b[1-9]\d* passing/.test(line)),
      'the suites ran',
    ).toBe(true);
    await window.page.context().close();
  }, 180_000);
});
