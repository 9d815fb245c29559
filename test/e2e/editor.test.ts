import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.ts';
import { type EditorServer, installCodeServer, startCodeServer } from '../../scripts/code-server.ts';
import { packageExtension } from '../../scripts/package.ts';
import { COTURN_ABSENT, type Coturn, startCoturn } from '../support/coturn.ts';
import { launchBrowser, openWindow } from '../support/editor.ts';
import {
  copyOfSamples,
  EDITOR_ABSENT,
  openFile,
  ROOT,
  runCommand,
  SECOND_TRY,
  screenshot,
  workbenchReady,
} from '../support/editor-fixture.ts';
import {
  actionOffered,
  answer,
  cursorTo,
  dialog,
  dismiss,
  errorsShown,
  findingsShown,
  inputBox,
  notification,
  pick,
  resultRow,
  statusItem,
} from '../support/editor-steps.ts';
import { fakeDevice } from '../support/fake-device.ts';
import { GIT_ABSENT } from '../support/git-absent.ts';
import { chineseProfile } from '../support/language-pack.ts';
import { tcpPeer } from '../support/tcp-peer.ts';
import { BROKEN_INTENT, drawnAndWalked, tracedAndFailed } from '../support/topology-steps.ts';
import { liveNetwork } from './live-network.ts';
import { CHINESE, ENGLISH, loseDevice, loseLinkAndStatement, PAIR, tracePacket } from './twin-pages.ts';

/** Compiling the editor's native modules the first time takes minutes. */
const INSTALL_MS = 15 * 60_000;
const TEST_MS = 180_000;

/** In a browser the editor saves by itself a second after an edit: then nothing could be taken back. */
const MANUAL = { settings: { 'files.autoSave': 'off' } } as const;

describe.skipIf(EDITOR_ABSENT !== '')(`the extension in a real editor${EDITOR_ABSENT}`, SECOND_TRY, () => {
  let browser: Browser;
  let entry: string;
  let vsix: string;
  let server: EditorServer;
  let samples: string;
  let page: Page | undefined;

  beforeAll(async () => {
    // `npm test` has built just now, and other suites read the bundles meanwhile.
    if (process.env.NETREVIEW_BUILT === undefined) await build({ tests: true });
    entry = await installCodeServer((line) => process.stdout.write(`${line}\n`));
    vsix = await packageExtension();
    server = await startCodeServer(entry, { ...MANUAL, workspaceTrust: false, extensions: [vsix] });
    browser = await launchBrowser();
  }, INSTALL_MS);

  beforeEach(() => {
    samples = copyOfSamples();
  });

  afterEach(async ({ task }) => {
    if (page && task.result?.state === 'fail') await screenshot(page, `failed ${task.name}`.replace(/\W+/g, '-'));
    await page?.context().close();
    page = undefined;
    rmSync(dirname(samples), { recursive: true, force: true });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  liveNetwork({ browser: () => browser, entry: () => entry, vsix: () => vsix });

  async function openSamples(at: EditorServer): Promise<Page> {
    ({ page } = await openWindow(browser, { authority: at.authority, folder: samples }));
    return page;
  }

  test('all Mocha suites pass in its extension host', { timeout: TEST_MS }, async () => {
    const window = await openWindow(browser, {
      authority: server.authority,
      folder: samples,
      suites: { extension: ROOT, tests: resolve(ROOT, 'dist/test/e2e/suite/index.cjs') },
    });
    page = window.page;
    const code = await window.exit;
    await screenshot(page, 'mocha-suites');
    const lines = window.log.filter((line) => /passing|failing|pending|✔|✓|\d+\) /.test(line));
    process.stdout.write(`${lines.join('\n')}\n`);
    expect(code, window.log.slice(-60).join('\n')).toBe(0);
    expect(
      window.log.some((line) => /\b[1-9]\d* passing/.test(line)),
      'the suites ran',
    ).toBe(true);
  });

  test('a finding shows, its fix is one keystroke away, and the finding goes', { timeout: TEST_MS }, async () => {
    page = await openSamples(server);
    await workbenchReady(page);
    await openFile(page, 'edge-1.cfg');
    await findingsShown(page);
    await statusItem(page, /Cisco IOS.*understood.*preset standards/);
    await screenshot(page, 'status-item');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Problems: Focus on Problems View');
    await cursorTo(page, 50);
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await actionOffered(page, 'Move above line');
    await screenshot(page, 'finding-and-fix');
    const errors = await errorsShown(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => errorsShown(page!), { timeout: 30_000 }).toBe(errors - 1);
    await screenshot(page, 'finding-gone');
  });

  test.skipIf(GIT_ABSENT !== '')(
    `a filter says what has changed since HEAD, and opens the report${GIT_ABSENT}`,
    { timeout: TEST_MS },
    async () => {
      page = await openSamples(server);
      await workbenchReady(page);
      await openFile(page, 'edge-1.cfg');
      await findingsShown(page);
      await page
        .locator('.codelens-decoration', { hasText: /^\d+ rule/ })
        .first()
        .waitFor();
      const sample = readFileSync(join(samples, 'edge-1', 'edge-1.cfg'), 'utf8').split('\n');
      await cursorTo(page, sample.findIndex((line) => line.includes('30 permit icmp any any packet-too-big')) + 1);
      await page.keyboard.press('End');
      await page.keyboard.type('\n35 permit tcp any host 198.51.100.99 eq 22');
      const lens = page.locator('.codelens-decoration a', { hasText: /newly permitted.* since HEAD/ }).first();
      await lens.waitFor();
      await page
        .locator('.codelens-decoration', { hasText: /^7 rules.* since HEAD/ })
        .first()
        .waitFor();
      await screenshot(page, 'changed-since-head');
      await lens.click();
      await page.locator('.tab', { hasText: 'Comparison of' }).first().waitFor();
      const report = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await report.getByText('tcp to 198.51.100.99 port 22').first().waitFor();
      await screenshot(page, 'comparison-report');
    },
  );

  test.skipIf(COTURN_ABSENT !== '')(
    `a probe asks coturn after a yes${COTURN_ABSENT}`,
    { timeout: TEST_MS },
    async () => {
      const coturn = await startCoturn();
      const rule = `permit tcp any host 127.0.0.1 eq ${coturn.port}`;
      const peer = `! A peer on this machine.\nhostname peer\n!\nip access-list extended TO-PEER\n ${rule}\n deny ip any any\n!\nend\n`;
      writeFileSync(join(samples, 'edge-1', 'peer.cfg'), peer);
      try {
        page = await openSamples(server);
        await workbenchReady(page);
        await probeFromPalette(page, coturn);
        await probeThisLine(page, coturn);
      } finally {
        await coturn.stop();
      }
    },
  );

  async function probeFromPalette(page: Page, { port }: Coturn): Promise<void> {
    await openFile(page, 'edge-1.cfg');
    await findingsShown(page);
    await runCommand(page, 'Netreview: Run Probe...');
    await pick(page, 'Another target...');
    await pick(page, 'STUN binding request');
    await answer(page, `127.0.0.1:${port}`);
    const consent = dialog(page);
    await consent.waitFor();
    await screenshot(page, 'probe-consent');
    const asked = (await consent.textContent()) ?? '';
    expect(asked).toContain(`Probe 127.0.0.1:${port}?`);
    expect(asked).toContain('UDP datagrams of 28 bytes');
    await consent.getByText('Send', { exact: true }).click();
    await resultRow(page, 'no address translation on the way').waitFor();
    await screenshot(page, 'probe-result');
  }

  async function probeThisLine(page: Page, { port }: Coturn): Promise<void> {
    await openFile(page, 'peer.cfg');
    await runCommand(page, 'View: Close Other Editors in Group');
    await page
      .locator('.breadcrumbs-control', { hasText: 'TO-PEER' })
      .or(page.locator('.squiggly-unnecessary'))
      .first()
      .waitFor();
    await cursorTo(page, 5);
    await runCommand(page, 'Netreview: Probe This...');
    // What the rule permits can be connected to, or watched as it passes.
    await pick(page, 'Connect over TCP');
    const consent = dialog(page);
    await consent.waitFor();
    await consent.getByText('Send', { exact: true }).click();
    await resultRow(page, `127.0.0.1:${port} is open`).waitFor();
    await runCommand(page, 'Problems: Focus on Problems View');
    const verdict = page.locator('.markers-panel .monaco-list-row', { hasText: `127.0.0.1:${port} is open` });
    await verdict.waitFor();
    await screenshot(page, 'probe-on-its-line');
    await cursorTo(page, 5);
    await page.keyboard.press('End');
    await page.keyboard.type(' log');
    await verdict.waitFor({ state: 'detached' });
  }

  test('a finding is confirmed by the device itself, over SSH', { timeout: TEST_MS }, async () => {
    const home = mkdtempSync(join(tmpdir(), 'netreview-home-'));
    const device = await fakeDevice({
      'terminal length 0': '',
      'show access-lists INTERNET-IN': [
        'Extended IP access list INTERNET-IN',
        '    10 permit tcp any any established (812311 matches)',
        '    40 deny tcp any any (31 matches)',
        '    50 permit tcp any host 198.51.100.10 eq 443',
        '    60 deny ip any any log (9731 matches)',
      ].join('\n'),
    });
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh', 'known_hosts'), `[127.0.0.1]:${device.port} ${device.hostKey}\n`);
    const before = process.env.HOME;
    process.env.HOME = home;
    const own = await startCodeServer(entry, { ...MANUAL, workspaceTrust: false, extensions: [vsix] });
    process.env.HOME = before;
    try {
      page = await openSamples(own);
      await workbenchReady(page);
      await openFile(page, 'edge-1.cfg');
      await findingsShown(page);
      const lines = readFileSync(join(samples, 'edge-1', 'edge-1.cfg'), 'utf8').split('\n');
      await cursorTo(page, lines.findIndex((line) => line.startsWith(' 50 permit tcp any host 198.51.100.10')) + 1);
      await runCommand(page, 'Netreview: Probe This...');
      await pick(page, 'Hit counts of packet filters');
      await answer(page, `INTERNET-IN@127.0.0.1:${device.port}`);
      const consent = dialog(page);
      await consent.waitFor();
      expect(await consent.textContent()).toContain('terminal length 0; show access-lists INTERNET-IN');
      await consent.getByText('Send', { exact: true }).click();
      await answer(page, 'admin');
      await pick(page, 'A password...');
      const password = page.locator('.quick-input-widget input[type="password"]:visible');
      await password.fill('pw');
      await page.keyboard.press('Enter');
      await resultRow(page, 'INTERNET-IN 50 "permit tcp any host 198.51.100.10 eq 443" has met no packet').waitFor();
      await resultRow(page, 'This confirms acl/shadowed-rule').waitFor();
      await screenshot(page, 'device-confirms');
      expect(device.asked.slice(0, 2)).toEqual(['terminal length 0', 'show access-lists INTERNET-IN']);
    } finally {
      device.close();
      await own.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });

  test('the topology is drawn, read and walked by keyboard, follows the text and is exported', {
    timeout: TEST_MS,
  }, async () => {
    page = await openSamples(server);
    await drawnAndWalked(page, samples);
  });

  test('a trace and a failure are drawn on the topology, in words too, in all themes, until they are cleared', {
    timeout: TEST_MS,
  }, async () => {
    mkdirSync(join(samples, '.netreview'), { recursive: true });
    writeFileSync(join(samples, '.netreview/intents.yaml'), BROKEN_INTENT);
    page = await openSamples(server);
    await tracedAndFailed(page, samples);
  });

  test('a packet is traced to the line that decides, and a device is taken away', { timeout: TEST_MS }, async () => {
    page = await openSamples(server);
    await workbenchReady(page);
    await openFile(page, 'edge-1.cfg');
    await findingsShown(page);
    await tracePacket(page, ENGLISH);
    await loseDevice(page, ENGLISH);
  });

  test('a link fails, and a statement is taken away', { timeout: TEST_MS }, async () => {
    const folder = join(samples, 'pair');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(PAIR)) writeFileSync(join(folder, `${name}.cfg`), text);
    try {
      page = await openSamples(server);
      await workbenchReady(page);
      await openFile(page, 'edge-1.cfg');
      await findingsShown(page);
      await loseLinkAndStatement(page);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the walkthrough leads through the extension, each step with its picture', { timeout: TEST_MS }, async () => {
    page = await openSamples(server);
    await workbenchReady(page);
    await runCommand(page, 'Welcome: Open Walkthrough...');
    await pick(page, 'Get Started with Netreview');
    const steps = page.locator('.getting-started-step');
    await steps.filter({ hasText: 'Find the first broken link' }).waitFor();
    const titles = await steps.locator('.step-title').allTextContents();
    const texts = JSON.parse(readFileSync(resolve(ROOT, 'package.nls.json'), 'utf8')) as Record<string, string>;
    const alts = Object.keys(texts)
      .filter((key) => /^walkthrough\..*\.alt$/.test(key))
      .map((key) => texts[key]!);
    expect(titles).toHaveLength(alts.length);
    for (const title of titles) {
      await steps.filter({ hasText: title }).click();
      await page.locator('.getting-started-step.expanded', { hasText: title }).waitFor();
      const picture = page.getByAltText(alts[titles.indexOf(title)]!);
      await expect
        .poll(() => picture.evaluate((one) => ('naturalWidth' in one ? Number(one.naturalWidth) : 0)))
        .toBeGreaterThan(500);
      await screenshot(page, `walkthrough-${titles.indexOf(title) + 1}`);
    }
  });

  test('a target outside the allow-list and a documentation address are refused', { timeout: TEST_MS }, async () => {
    page = await openSamples(server);
    await workbenchReady(page);
    await openFile(page, 'edge-1.cfg');
    await findingsShown(page);
    for (const [target, why] of [
      ['9.9.9.9:443', 'netreview.probe.allowedTargets'],
      ['192.0.2.10:443', 'reserved for documentation'],
    ] as const) {
      await runCommand(page, 'Netreview: Run Probe...');
      await pick(page, 'Another target...');
      await pick(page, 'Connect over TCP');
      await answer(page, target);
      await notification(page, why).waitFor();
      expect(await dialog(page).count()).toBe(0);
    }
    await screenshot(page, 'probe-refused');
  });

  test('a probe asks as the user wants it, and for what the finding is about', { timeout: TEST_MS }, async () => {
    const web = createWebServer((_, response) => response.end('ok'));
    web.keepAliveTimeout = 500;
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const forgetful = tcpPeer();
    const file = join(samples, 'edge-1', 'edge-1.cfg');
    const text = readFileSync(file, 'utf8').replace('tcp-timeout never', 'tcp-timeout 5');
    writeFileSync(file, text);
    try {
      page = await openSamples(server);
      await workbenchReady(page);
      await openFile(page, 'edge-1.cfg');
      await findingsShown(page);
      await runCommand(page, 'Netreview: Run Probe...');
      await pick(page, 'Another target...');
      await pick(page, 'HTTP answers and times');
      await answer(page, `127.0.0.1:${(web.address() as AddressInfo).port}`);
      await pick(page, 'With a silence of...');
      await answer(page, '4');
      await dialog(page).waitFor();
      expect(await dialog(page).textContent()).toContain('a silence of 4 s');
      await dialog(page).getByText('Send', { exact: true }).click();
      await resultRow(page, 'closes an idle connection after').waitFor();

      const lines = text.split('\n');
      await cursorTo(page, lines.findIndex((line) => line.startsWith('ip nat translation tcp-timeout')) + 1);
      await runCommand(page, 'Netreview: Probe This...');
      await pick(page, 'How long idle TCP connections are remembered');
      await answer(
        page,
        await forgetful.listen((socket) => {
          socket.pipe(socket);
          socket.setTimeout(1_000, () => socket.resetAndDestroy());
        }),
      );
      await pick(page, 'At most 11 min');
      await dialog(page).getByText('Send', { exact: true }).click();
      await resultRow(page, 'sooner than the 5 s that the configuration reckons with').waitFor();
      await screenshot(page, 'probe-stated');
    } finally {
      web.close();
      forgetful.stop();
    }
  });

  test('a folder that nobody trusts is reviewed and never probed, until it is trusted', {
    timeout: TEST_MS,
  }, async () => {
    const careful = await startCodeServer(entry, { ...MANUAL, workspaceTrust: true, extensions: [vsix] });
    const config = join(samples, '.netreview', 'config.yaml');
    mkdirSync(dirname(config), { recursive: true });
    writeFileSync(config, 'preset: article\n');
    try {
      page = await openSamples(careful);
      await workbenchReady(page);
      const restricted = page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
      await restricted.waitFor();
      await openFile(page, 'edge-1.cfg');
      await findingsShown(page);
      await statusItem(page, /preset standards/);
      const before = await errorsShown(page);
      await runCommand(page, 'Netreview: Run Probe...');
      const refusal = notification(page, 'Probes wait until you trust this workspace');
      await refusal.waitFor();
      expect(await dialog(page).count()).toBe(0);
      await screenshot(page, 'restricted-mode');

      // A hint of what the pointer rests on may lie over it.
      await refusal.getByText('Manage Trust', { exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
      await restricted.waitFor({ state: 'detached' });
      await openFile(page, 'edge-1.cfg');
      // Only a server that was started again heard of the trust: now the folder's file counts.
      await statusItem(page, /preset article/);
      expect(await errorsShown(page)).toBe(before);
      await page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await probeHere(page);
      const consent = dialog(page);
      await consent.waitFor();
      expect(await consent.textContent()).toContain('Probe 127.0.0.1:9?');
      await screenshot(page, 'trust-given');
      await dismiss(page, consent);
    } finally {
      await careful.stop();
    }
  });

  test('an editor set to Chinese shows Chinese', { timeout: TEST_MS }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netreview-pack-'));
    const chinese = await startCodeServer(entry, {
      ...MANUAL,
      workspaceTrust: false,
      locale: 'zh-cn',
      profile: chineseProfile(folder),
      extensions: [vsix],
    });
    try {
      page = await openSamples(chinese);
      await workbenchReady(page);
      await openFile(page, 'edge-1.cfg');
      await findingsShown(page);
      await statusItem(page, /Cisco IOS.*\d+ 行全部理解.*选择方言/);
      await screenshot(page, 'chinese-status-item');
      await page.keyboard.press('Escape');
      await runCommand(page, 'Problems: Focus on Problems View');
      await page.locator('.markers-panel .monaco-list-row', { hasText: '本条放行规则永远不会生效' }).first().waitFor();
      await runCommand(page, 'Netreview: 运行探测...');
      await pick(page, '其他目标...');
      await pick(page, '建立 TCP 连接');
      const asked = await inputBox(page, '建立 TCP 连接');
      await screenshot(page, 'chinese');
      await dismiss(page, asked);
      await tracePacket(page, CHINESE);
      await loseDevice(page, CHINESE);
    } finally {
      await chinese.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  async function probeHere(page: Page): Promise<void> {
    await runCommand(page, 'Netreview: Run Probe...');
    await pick(page, 'Another target...');
    await pick(page, 'Connect over TCP');
    await answer(page, '127.0.0.1:9');
  }
});
