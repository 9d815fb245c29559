import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.ts';
import { type EditorServer, installCodeServer, type StartOptions, startCodeServer } from '../../scripts/code-server.ts';
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
import { answer, became, dialog, dismiss, maximisePanel, pick, reloadWindow, saveAs } from '../support/editor-steps.ts';
import { labWith } from '../support/egress-lab.ts';
import { chineseProfile } from '../support/language-pack.ts';

const INSTALL_MS = 15 * 60_000;
const TEST_MS = 240_000;
const REJECT = '-A FORWARD -i in0 -p tcp -j REJECT --reject-with tcp-reset';
const ESTABLISHED = '-A FORWARD -m conntrack';
/** Whatever is not the provider's is behind it. */
const FILES = labWith({
  edits: [
    ['firewall/rules.v4', ESTABLISHED, `${REJECT}\n${ESTABLISHED}`],
    ['provider/frr.conf', 'ip route 11.9.0.0/16 11.0.0.254', 'ip route 0.0.0.0/0 11.0.0.254'],
  ],
});

/** Of the same network, on nobody's way. */
const SWITCH = `hostname sw1
!
interface GigabitEthernet0/1
 ip address 10.9.9.1 255.255.255.0
!
router bgp 64512
 neighbor 10.9.9.2 remote-as 64513
!
end
`;

describe.skipIf(EDITOR_ABSENT !== '')(`a diagnosis in a real editor${EDITOR_ABSENT}`, SECOND_TRY, () => {
  let browser: Browser;
  let entry: string;
  let vsix: string;
  let page: Page;
  const servers: EditorServer[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'netreview-diagnosis-'));

  beforeAll(async () => {
    if (process.env.NETREVIEW_BUILT === undefined) await build({ tests: true });
    entry = await installCodeServer((line) => process.stdout.write(`${line}\n`));
    vsix = await packageExtension();
    browser = await launchBrowser();
    for (const [path, text] of Object.entries({ ...FILES, 'switch/sw1.cfg': SWITCH })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }, INSTALL_MS);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(page, `failed ${task.name}`.replace(/\W+/g, '-'));
    await page?.context().close();
  });

  afterAll(async () => {
    await browser?.close();
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(workspaceTrust: boolean, more: Partial<StartOptions> = {}): Promise<void> {
    const server = await startCodeServer(entry, { workspaceTrust, extensions: [vsix], ...more });
    servers.push(server);
    ({ page } = await openWindow(browser, { authority: server.authority, folder }));
  }

  /** A row of the tree *Netreview: Diagnosis*. */
  const row = (text: string | RegExp): Locator =>
    page.locator('.part.panel .monaco-list-row', { hasText: text }).first();

  /** @param told what the consent says will be sent or read */
  async function send(told = ''): Promise<void> {
    const consent = dialog(page).filter({ hasText: told });
    await consent.waitFor({ timeout: 60_000 });
    await consent.getByText('Send', { exact: true }).click();
    await consent.waitFor({ state: 'detached' });
  }

  test('names the broken link and its line, and starts again from there', { timeout: TEST_MS }, async () => {
    const [closed, port] = await listener();
    await new Promise((done) => closed.close(done));
    await open(false);
    await workbenchReady(page);
    await openFile(page, 'server/netplan.yaml');
    await runCommand(page, 'Netreview: Diagnose: Server Cannot Reach the Internet...');
    await answer(page, `127.0.0.1:${port}`);
    const consent = dialog(page);
    await consent.waitFor();
    const plan = (await consent.textContent()) ?? '';
    for (const sent of ['ping', `TCP connects to 127.0.0.1:${port}`, '3478']) expect(plan).toContain(sent);
    await consent.getByText('Send', { exact: true }).click();
    await row(/TCP\s*broken/).waitFor();
    await maximisePanel(page, true);
    await row('The configuration shows the same').waitFor({ timeout: 60_000 });
    await screenshot(page, 'diagnosis-broken');
    await page
      .locator('.part.panel .monaco-list-row', { hasText: `Line: firewall/rules.v4:7 ${REJECT}` })
      .last()
      .click();
    await page.locator('.tab.active', { hasText: 'rules.v4' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'Ln 7' }).waitFor();
    await runCommand(page, 'Problems: Focus on Problems View');
    await page.locator('.markers-panel .monaco-list-row', { hasText: `127.0.0.1:${port} is not open` }).waitFor();
    await screenshot(page, 'diagnosis-on-its-line');
    // Now somebody listens: what held is not asked again, and the chain goes on behind TCP.
    const [mended] = await listener(port);
    try {
      await untilTlsIsTold('Netreview: Diagnose Again From the Failing Step');
      await screenshot(page, 'diagnosis-again');
    } finally {
      mended.close();
    }
  });

  /** A command that goes on with the walk, until the cool-down of its probes is over. */
  async function untilTlsIsTold(command: string): Promise<void> {
    const told = async (): Promise<boolean> => {
      await runCommand(page, command);
      await send();
      return became(row(/TLS\s*(?:broken|at risk|not told)/), 'visible', 20_000);
    };
    await expect.poll(told, { timeout: 100_000 }).toBe(true);
  }

  test('goes through the five steps, and on behind the one that fails', { timeout: TEST_MS }, async () => {
    const [listening, port] = await listener();
    try {
      await open(false);
      await workbenchReady(page);
      await openFile(page, 'server/netplan.yaml');
      await runCommand(page, 'Netreview: Run Five-Step Diagnosis...');
      await answer(page, `127.0.0.1:${port}`);
      for (const sent of ['ping', 'small hop counts', `TCP connects to 127.0.0.1:${port}`, '3478']) await send(sent);
      // The open file is no firewall, so those of its network are proposed.
      const devices = page.locator(QUICK_INPUT, { hasText: 'which device?' });
      await devices.getByText('FORWARD@localhost').first().waitFor({ timeout: 60_000 });
      await devices.getByText('firewall/rules.v4').first().waitFor();
      await screenshot(page, 'five-steps-which-device');
      await dismiss(page, devices);
      await page.getByText('A step fails. Resume behind it').waitFor({ timeout: 60_000 });
      await maximisePanel(page, true);
      // Of the files; the open port answers.
      await row(/TCP\s*broken/).waitFor();
      await row(/Connect over TCP\s*holds/).waitFor();
      await screenshot(page, 'five-steps-failed');
      // The window goes and comes back: so does the walk, with what it knew.
      await reloadWindow(page);
      await runCommand(page, 'Netreview: Focus on Diagnosis View');
      await maximisePanel(page, true);
      await row(/TCP\s*broken/).waitFor({ timeout: 60_000 });
      await row(/Connect over TCP\s*holds/).waitFor();
      await page.getByText('A step fails. Resume behind it').waitFor();
      await screenshot(page, 'five-steps-after-reload');
      await runCommand(page, 'Netreview: Resume Diagnosis');
      for (const read of ['ss ', 'conntrack']) await send(read);
      await pick(page, 'GigabitEthernet0/1@10.9.9.1');
      await answer(page, 'GigabitEthernet0/1@127.0.0.1:9');
      await send('show interfaces');
      await answer(page, '');
      const nextDevice = page.locator(QUICK_INPUT, { hasText: 'Errors on links of a device, now: which device?' });
      await nextDevice.waitFor({ timeout: 60_000 });
      await dismiss(page, nextDevice);
      await pick(page, '10.9.9.2@10.9.9.1');
      await answer(page, '10.9.9.2@127.0.0.1:9');
      await send('bgp all neighbors 10.9.9.2');
      await answer(page, '');
      await row(/BGP.*not told/).waitFor({ timeout: 60_000 });
      await screenshot(page, 'five-steps-over');
    } finally {
      listening.close();
    }
  });

  test('is stopped with what it knows, resumed, and exported', { timeout: TEST_MS }, async () => {
    const [holding, port] = await listener(0, () => {});
    try {
      await open(false);
      await workbenchReady(page);
      await openFile(page, 'server/netplan.yaml');
      await runCommand(page, 'Netreview: Diagnose: Server Cannot Reach the Internet...');
      await answer(page, `127.0.0.1:${port}`);
      await send();
      await row(/TCP\s*holds/).waitFor({ timeout: 60_000 });
      // TLS waits for a server that says nothing.
      await page.locator('.notification-toast', { hasText: 'Way out of' }).getByText('Cancel', { exact: true }).click();
      await page.getByText('Stopped. It can be resumed.').waitFor({ timeout: 60_000 });
      await maximisePanel(page, true);
      await row(/TCP\s*holds/).waitFor();
      await row(/route\s*holds/)
        .last()
        .click();
      await screenshot(page, 'diagnosis-stopped');
      await untilTlsIsTold('Netreview: Resume Diagnosis');
      await screenshot(page, 'diagnosis-resumed');
      const markdown = await exported('Netreview: Export Diagnosis...', 'Markdown', 'walk.md');
      expect(markdown).toContain(`Came back: a SYN-ACK from 127.0.0.1 after`);
      const json = JSON.parse(await exported('Netreview: Export Diagnosis...', 'JSON', 'walk.json')) as {
        parts: unknown[];
      };
      expect(json.parts).toHaveLength(2);
    } finally {
      holding.close();
    }
  });

  test('speaks Chinese in an editor that does', { timeout: TEST_MS }, async () => {
    const pack = mkdtempSync(join(tmpdir(), 'netreview-pack-'));
    const [closed, port] = await listener();
    await new Promise((done) => closed.close(done));
    try {
      await open(false, { locale: 'zh-cn', profile: chineseProfile(pack) });
      await workbenchReady(page);
      await openFile(page, 'server/netplan.yaml');
      await runCommand(page, 'Netreview: 诊断:服务器无法访问互联网...');
      await answer(page, `127.0.0.1:${port}`);
      const consent = dialog(page);
      await consent.getByText('发送', { exact: true }).click();
      await row(/TCP\s*中断/).waitFor({ timeout: 60_000 });
      await maximisePanel(page, true);
      await row('配置也表明了同一问题').or(row('的连接被重置')).first().waitFor({ timeout: 60_000 });
      await screenshot(page, 'diagnosis-chinese');
      const markdown = await exported('Netreview: 导出诊断...', 'Markdown', 'walk-zh.md');
      expect(markdown).toContain('返回:');
      expect(markdown).not.toMatch(/Came back|Sent:|Held to|Rests on/);
    } finally {
      rmSync(pack, { recursive: true, force: true });
    }
  });

  /** What a command that exports wrote to a file of this name. */
  async function exported(command: string, kind: string, name: string): Promise<string> {
    const file = join(folder, name);
    await runCommand(page, command);
    await pick(page, kind);
    await saveAs(page, 'diagnosis.', file);
    return readFileSync(file, 'utf8');
  }

  test('sends nothing from a folder that nobody trusts, and says so', { timeout: TEST_MS }, async () => {
    await open(true);
    await workbenchReady(page);
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await openFile(page, 'server/netplan.yaml');
    await runCommand(page, 'Netreview: Diagnose: Server Cannot Reach the Internet...');
    await answer(page, '127.0.0.1:443');
    await row(/TCP\s*broken/).waitFor();
    await maximisePanel(page, true);
    await row('Nothing is sent until you trust this workspace').waitFor();
    expect(await dialog(page).count()).toBe(0);
    await screenshot(page, 'diagnosis-untrusted');
  });
});

/** A server of TCP that says nothing. @param greet what it does with a connection; it ends it at once unless that is given */
function listener(port = 0, greet = (socket: Socket): void => void socket.end()): Promise<[Server, number]> {
  const server = createServer(greet);
  return new Promise((done) =>
    server.listen(port, '127.0.0.1', () => done([server, (server.address() as { readonly port: number }).port])),
  );
}
