import type { FrameLocator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openFile, runCommand, screenshot } from '../support/editor-fixture.ts';
import { answer, cursorTo, notification, pick } from '../support/editor-steps.ts';

/** What an editor in one language says in *Trace Packet...* and *What If...* on the samples. */
export interface TwinWords {
  readonly language: 'english' | 'chinese';
  readonly trace: string;
  readonly denied: string;
  readonly goToLine: string;
  readonly whatIf: string;
  readonly fails: string;
  readonly page: string;
  readonly reached: string;
  readonly said: string;
}

export const ENGLISH: TwinWords = {
  language: 'english',
  trace: 'Netreview: Trace Packet...',
  denied: 'CORE-IN on edge-1 denies it',
  goToLine: 'Go to the Line',
  whatIf: 'Netreview: What If...',
  fails: 'Device edge-1 fails',
  page: 'Without edge-1',
  reached: '203.0.113.2: denied -> discarded',
  said: 'Nothing is lost.',
};

export const CHINESE: TwinWords = {
  language: 'chinese',
  trace: 'Netreview: 追踪报文...',
  denied: 'edge-1 上的 CORE-IN 拒绝了它',
  goToLine: '转到该行',
  whatIf: 'Netreview: 假设分析...',
  fails: '设备 edge-1 失效',
  page: '若没有 edge-1',
  reached: '203.0.113.2: 被拒绝 -> 被丢弃',
  said: '没有损失。',
};

const PACKET = 'tcp 10.0.0.50:40000 > 10.1.0.10:443';

/** Traces a packet through the samples, reads the page, and comes to the line that decides. */
export async function tracePacket(page: Page, words: TwinWords): Promise<void> {
  await runCommand(page, words.trace);
  await answer(page, PACKET);
  const report = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await report.getByText(words.denied).first().waitFor();
  await report.getByText(PACKET).first().waitFor();
  // No path of this machine: as the folder knows the file.
  await report
    .getByText(/[^/]edge-1\/edge-1\.cfg:61/)
    .first()
    .waitFor();
  await screenshot(page, `trace-${words.language}`);
  const said = notification(page, words.denied);
  await said.waitFor();
  await said.getByText(words.goToLine, { exact: true }).click();
  await page.locator('.tab.active', { hasText: 'edge-1.cfg' }).waitFor();
  await page.locator('[id="status.editor.selection"]', { hasText: /61/ }).waitFor();
}

/** Takes a device of the samples away, and reads what that changes. */
export async function loseDevice(page: Page, words: TwinWords): Promise<void> {
  await openFile(page, 'edge-1.cfg');
  await whatIf(page, words.whatIf, words);
  await screenshot(page, `what-if-${words.language}`);
}

/** Two routers on one link, each with a network behind it that the other has a route to. */
export const PAIR = { left: router('left', 1, 2), right: router('right', 2, 1) } as const;

function router(name: string, here: number, there: number): string {
  return `version 17.3
hostname ${name}
!
interface GigabitEthernet0/0/0
 ip address 10.9.0.${here} 255.255.255.252
!
interface GigabitEthernet0/0/1
 ip address 10.9.${here}.1 255.255.255.0
!
ip route 10.9.${there}.0 255.255.255.0 10.9.0.${there}
!
end
`;
}

/** Lets the link of the pair fail, and then takes away the statement by which one of the two reaches the other. */
export async function loseLinkAndStatement(page: Page): Promise<void> {
  const route = 'ip route 10.9.2.0 255.255.255.0 10.9.0.2';
  const said = 'Something is not reached any more';
  await openFile(page, 'left.cfg');
  // Named by one of its ends.
  const link = {
    fails: ':GigabitEthernet0/0/0 fails',
    page: ':GigabitEthernet0 0 0 - ',
    reached: LOST_RIGHT,
    said,
  };
  const ofLink = await whatIf(page, ENGLISH.whatIf, link);
  await ofLink.getByText('right > left 10.9.1.1: delivered -> no-route').first().waitFor();
  await screenshot(page, 'what-if-link');
  await openFile(page, 'left.cfg');
  await cursorTo(page, PAIR.left.split('\n').indexOf(route) + 1);
  const statement = { fails: `Remove this statement: ${route}`, page: `Without ${route}`, reached: LOST_RIGHT, said };
  const ofStatement = await whatIf(page, ENGLISH.whatIf, statement);
  await ofStatement.getByText('left 10.9.2.0/24: static via 10.9.0.2 (GigabitEthernet0/0/0) -> none').first().waitFor();
  // The other way is as it was.
  expect(await ofStatement.getByText('right > left').count()).toBe(0);
  await screenshot(page, 'what-if-statement');
}

const LOST_RIGHT = 'left > right 10.9.2.1: delivered -> no-route';

/** Asks what is changed by what is chosen, and waits for the page and the notification that say it. */
async function whatIf(
  page: Page,
  command: string,
  { fails, page: title, reached, said }: Pick<TwinWords, 'fails' | 'page' | 'reached' | 'said'>,
): Promise<FrameLocator> {
  await runCommand(page, command);
  await pick(page, fails);
  await page.locator('.tab.active', { hasText: title }).waitFor();
  await notification(page, said).waitFor();
  const report = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await report.getByText(reached).first().waitFor();
  return report;
}
