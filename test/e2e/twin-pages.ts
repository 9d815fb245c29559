import type { Page } from 'playwright-core';
import { openFile, runCommand, screenshot } from '../support/editor-fixture.ts';
import { answer, notification, pick } from '../support/editor-steps.ts';

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
  await runCommand(page, words.whatIf);
  await pick(page, words.fails);
  await page.locator('.tab.active', { hasText: words.page }).waitFor();
  await notification(page, words.said).waitFor();
  const report = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await report.getByText(words.reached).first().waitFor();
  await screenshot(page, `what-if-${words.language}`);
}
