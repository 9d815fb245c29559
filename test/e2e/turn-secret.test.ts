import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.ts';
import { type EditorServer, installCodeServer, startCodeServer } from '../../scripts/code-server.ts';
import { packageExtension } from '../../scripts/package.ts';
import { launchBrowser, openWindow } from '../support/editor.ts';
import {
  EDITOR_ABSENT,
  openFile,
  QUICK_INPUT,
  runCommand,
  SECOND_TRY,
  screenshot,
  workbenchReady,
} from '../support/editor-fixture.ts';
import { answer, dialog, pick, reloadWindow, resultRow, saveAs } from '../support/editor-steps.ts';
import { type FakeTurn, fakeTurn } from '../support/fake-turn.ts';

const INSTALL_MS = 15 * 60_000;
const TEST_MS = 240_000;
const SECRET = 'pl4nt3d-turn-secret';

describe.skipIf(EDITOR_ABSENT !== '')(
  `the secret of a TURN server in a real editor${EDITOR_ABSENT}`,
  SECOND_TRY,
  () => {
    let browser: Browser;
    let entry: string;
    let vsix: string;
    const servers: EditorServer[] = [];
    let page: Page;
    let turn: FakeTurn;
    const folder = mkdtempSync(join(tmpdir(), 'netreview-turn-secret-'));

    beforeAll(async () => {
      if (process.env.NETREVIEW_BUILT === undefined) await build({ tests: true });
      entry = await installCodeServer((line) => process.stdout.write(`${line}\n`));
      writeFileSync(join(folder, 'edge-1.cfg'), 'hostname edge-1\n!\nip route 0.0.0.0 0.0.0.0 10.0.0.1\n!\nend\n');
      turn = await fakeTurn({});
      vsix = await packageExtension();
      browser = await launchBrowser();
    }, INSTALL_MS);

    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await screenshot(page, `failed ${task.name}`.replace(/\W+/g, '-'));
      await page?.context().close();
    });

    afterAll(async () => {
      await browser?.close();
      for (const server of servers) await server.stop();
      turn?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('is asked for, masked, kept by the editor, and nowhere else; a reload says that it emptied a page', {
      timeout: TEST_MS,
    }, async () => {
      const server = await startCodeServer(entry, { workspaceTrust: false, extensions: [vsix] });
      servers.push(server);
      ({ page } = await openWindow(browser, { authority: server.authority, folder }));
      await workbenchReady(page);
      await openFile(page, 'edge-1.cfg');
      await runCommand(page, 'Netreview: Run Probe...');
      await pick(page, 'Another target...');
      await pick(page, 'TURN allocation');
      await answer(page, `127.0.0.1:${turn.port}`);
      await dialog(page).getByText('Send', { exact: true }).click();
      await pick(page, 'Shared secret');
      const typed = page.locator(`${QUICK_INPUT} .quick-input-box input`).first();
      await page.locator(QUICK_INPUT, { hasText: 'secret that the server shares' }).waitFor();
      expect(await typed.getAttribute('type')).toBe('password');
      await typed.fill(SECRET);
      await screenshot(page, 'turn-secret-asked');
      await typed.press('Enter');
      await resultRow(page, `127.0.0.1:${turn.port}`).waitFor({ timeout: 60_000 });
      expect(turn.asked).toContain('allocate');

      const file = join(folder, `exported-${servers.length}.json`);
      await runCommand(page, 'Netreview: Export Probe Results...');
      await pick(page, 'JSON');
      await saveAs(page, 'probe-results.json', file);
      expect(readFileSync(file, 'utf8')).toContain('"probe": "turn"');
      await runCommand(page, 'Netreview: Show Probe Result');
      const report = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await report.getByText(`127.0.0.1:${turn.port}`).first().waitFor();
      expect(await report.locator('body').textContent()).not.toContain(SECRET);
      // The workbench, its logs and the workspace: whoever reads along there does not meet it.
      expect(await page.locator('body').textContent()).not.toContain(SECRET);
      expect(written(server.userData) + written(folder)).not.toContain(SECRET);

      // It is known again, without being asked for.
      await reloadWindow(page);
      await report.getByText('written before the window was reloaded').waitFor({ timeout: 60_000 });
      await screenshot(page, 'report-after-reload');
      const before = turn.asked.length;
      await openFile(page, 'edge-1.cfg');
      await runCommand(page, 'Netreview: Run Probe...');
      await pick(page, 'Another target...');
      await pick(page, 'TURN allocation');
      await answer(page, `127.0.0.1:${turn.port}`);
      await dialog(page).getByText('Send', { exact: true }).click();
      await pick(page, 'As before');
      await expect.poll(() => turn.asked.length, { timeout: 60_000 }).toBeGreaterThan(before);
      await resultRow(page, `127.0.0.1:${turn.port}`).waitFor();
      expect(written(server.userData) + written(folder)).not.toContain(SECRET);
    });
  },
);

/** All files below a folder as one text. */
const written = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
