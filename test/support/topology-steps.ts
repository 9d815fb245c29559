import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openFile, runCommand, screenshot, workbenchReady } from './editor-fixture.ts';
import { actionOffered, answer, cursorTo, findingsShown, notification, pick, saveAs } from './editor-steps.ts';

/** An intent of the samples that a filter breaks. */
export const BROKEN_INTENT = 'intents:\n  - allow: tcp/179\n    from: 10.1.0.0/24\n    to: 10.255.0.2/32\n';

/** *Show Topology* on the samples: the list, the graph, the search, the drawing, and what is typed meanwhile. */
export async function drawnAndWalked(page: Page, samples: string): Promise<void> {
  await workbenchReady(page);
  await openFile(page, 'edge-1.cfg');
  await findingsShown(page);
  await runCommand(page, 'Netreview: Show Topology');
  const panel = await topologyFrame(page);
  const device = (name: RegExp) => panel.locator('#list button', { hasText: name });
  await device(/^edge-1: 1 link, 2 BGP sessions, [1-9]\d* problems?$/).waitFor();
  await device(/^fw-1: 1 link, 0 BGP sessions/).waitFor();
  expect(await device(/./).count()).toBe(7);
  await screenshot(page, 'topology');

  // The list: focus chooses, and what the device takes part in is listed under it.
  await device(/^edge-1/).focus();
  await panel.locator('#details button', { hasText: 'BGP with edge-2 (10.255.0.2): both ends agree' }).waitFor();
  await page.keyboard.press('ArrowDown');
  const said = panel.locator('#said');
  await expect.poll(() => said.textContent(), PATIENT).toMatch(/^edge-2: /);

  // The graph: arrow keys come to every device.
  const graph = panel.locator('#graph');
  const visited = new Set<string>();
  const keys = ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'];
  for (const key of [...keys, ...keys, ...keys, ...keys.toReversed(), ...keys.toReversed()])
    for (let step = 0; step < 3; step += 1) {
      await graph.press(key);
      visited.add(/^[^:]+/.exec((await said.textContent()) ?? '')![0]);
    }
  expect([...visited].sort()).toEqual([
    'aws_instance.app',
    'aws_internet_gateway.out',
    'aws_vpc.apps',
    'edge-1',
    'edge-2',
    'fw-1',
    'gateway',
  ]);

  await panel.locator('#search').fill('fw-1');
  await expect.poll(() => panel.locator('#list li:visible').count()).toBe(1);
  await screenshot(page, 'topology-searched');
  await panel.locator('#search').fill('');

  const svg = await exported(page, panel, join(samples, 'drawn.svg'));
  expect(svg).toMatch(/^<\?xml [\s\S]*<tspan [^>]*>fw-1<\/tspan>[\s\S]*<\/svg>\n$/);

  // To the line, and back in the graph what is typed there.
  await device(/^edge-2/).press('Enter');
  await page.locator('.tab.active', { hasText: 'edge-2.conf' }).waitFor();
  const line =
    readFileSync(join(samples, 'edge-2', 'edge-2.conf'), 'utf8')
      .split('\n')
      .indexOf('    host-name edge-2;') + 1;
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line}, Col` }).waitFor();
  await page.keyboard.type('renamed');
  await device(/^renamed: 1 link,/).waitFor();
  await screenshot(page, 'topology-followed');

  // Of the problems of a cloud's file each device has those that are about it.
  await openFile(page, 'main.tf');
  await findingsShown(page);
  await device(/^aws_vpc\.apps: 2 links, 0 BGP sessions, 1 problem$/).waitFor();
  await device(/^aws_internet_gateway\.out: 1 link, 0 BGP sessions$/).waitFor();
  await screenshot(page, 'topology-cloud-problems');
}

/** Traces, failures and broken intents over the same graph. */
export async function tracedAndFailed(page: Page, samples: string): Promise<void> {
  await workbenchReady(page);
  await openFile(page, 'edge-1.cfg');
  await findingsShown(page);

  // A trace that is stopped at its second hop.
  await runCommand(page, 'Netreview: Trace Packet...');
  await answer(page, 'tcp 10.1.0.50:40000 > 10.255.0.2:179');
  const told = notification(page, 'CORE-IN on edge-1 denies it');
  await told.waitFor();
  await told.getByRole('button', { name: 'Show on Topology' }).click();
  const panel = await topologyFrame(page);
  const titled = (text: string) => panel.locator('#drawn-title', { hasText: text }).waitFor();
  await titled('Trace of tcp 10.1.0.50:40000 > 10.255.0.2:179');
  const said = panel.locator('#said');
  await expect.poll(() => said.textContent(), PATIENT).toMatch(/^Trace of tcp .*: CORE-IN on edge-1 denies it$/);
  await panel.locator('#list button', { hasText: /^edge-1: .*, hop 2, the packet ends here$/ }).waitFor();
  const hop = (text: RegExp) => panel.locator('#ways button', { hasText: text }).first();
  await hop(/^Hop 1: fw-1: in ge-0\/0\/1\.0, out ge-0\/0\/0\.0 to 10\.0\.0\.1/).press('Enter');
  await atLine(page, 'firewall.set', 9);
  await hop(/^Hop 2: edge-1: .*CORE-IN: deny/).click();
  await atLine(page, 'edge-1.cfg', 61);
  // Each key to the graph itself: the editor that has just shown a line may take the keyboard.
  const graph = panel.locator('#graph');
  await graph.press('PageDown');
  await expect.poll(() => said.textContent(), PATIENT).toMatch(/^fw-1: .*hop 1$/);
  await graph.press('PageDown');
  await expect.poll(() => said.textContent(), PATIENT).toMatch(/^edge-1: .*hop 2, the packet ends here$/);
  await graph.press('Enter');
  await atLine(page, 'edge-1.cfg', 61);
  for (const [theme, kind] of THEMES) {
    mkdirSync(join(samples, '.vscode'), { recursive: true });
    writeFileSync(join(samples, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
    await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
    await screenshot(page, `topology-trace-${kind}`);
  }
  const svg = await exported(page, panel, join(samples, 'trace.svg'));
  expect(svg).toContain('>Trace of tcp 10.1.0.50:40000 &gt; 10.255.0.2:179</tspan>');
  expect(svg).toMatch(/>2 · edge-1<\/tspan>/);
  expect(svg.match(/<polygon /g)).toHaveLength(2);
  await runCommand(page, 'Netreview: Clear Trace or Failure from the Topology');
  await panel.locator('#drawn').waitFor({ state: 'hidden' });
  await panel.locator('#list button', { hasText: /^edge-1: 1 link, 2 BGP sessions(, \d+ problems?)?$/ }).waitFor();

  // A failure is drawn where the graph is open, struck out, with what it changes.
  await openFile(page, 'edge-1.cfg');
  await runCommand(page, 'Netreview: What If...');
  await pick(page, 'Device edge-1 fails');
  await titled('Without edge-1');
  await panel.locator('#list button', { hasText: /^edge-1: .*, Gone$/ }).waitFor();
  await panel.locator('#ways li', { hasText: 'fw-1 > edge-2 10.255.0.2: denied -> discarded' }).waitFor();
  await screenshot(page, 'topology-failure');
  await panel.locator('#clear').click();
  await panel.locator('#drawn').waitFor({ state: 'hidden' });

  // A broken intent leads from its finding to the packet.
  await openFile(page, 'edge-1.cfg');
  await cursorTo(page, 61);
  await (await actionOffered(page, "Show the packet's way")).click();
  await titled('Intent allow tcp/179 10.1.0.0/24 > 10.255.0.2/32');
  await hop(/^Hop 2: edge-1/).waitFor();
  await screenshot(page, 'topology-intent');
}

/** Eight suites may share two processors. */
const PATIENT = { timeout: 20_000 } as const;

const THEMES = [
  ['Default Light Modern', 'vscode-light'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
] as const;

/** The page of the graph, among the pages of other views. */
async function topologyFrame(page: Page): Promise<Frame> {
  let found: Frame | undefined;
  const look = async (): Promise<boolean> => {
    for (const frame of page.frames())
      if (
        (await frame
          .locator('#graph canvas')
          .count()
          .catch(() => 0)) > 0
      )
        found = frame;
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 30_000 }).toBe(true);
  return found!;
}

async function atLine(page: Page, file: string, line: number): Promise<void> {
  // The status bar speaks of the selection while an editor has the keyboard, and not while the graph has it.
  await page.locator('.tab.active', { hasText: file }).first().click();
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line}, Col` }).waitFor();
}

/** The drawing that the page saves there. */
async function exported(page: Page, panel: Frame, path: string): Promise<string> {
  await panel.locator('#export').click();
  await saveAs(page, 'topology.svg', path);
  return readFileSync(path, 'utf8');
}
