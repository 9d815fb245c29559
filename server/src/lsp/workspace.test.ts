import { expect, test, vi } from 'vitest';
import { type Connection, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { dialectById } from '../../../grammars/dialects/index.ts';
import { prepare } from '../review/prepare.ts';
import { DEFAULT_SETTINGS } from '../review/settings.ts';
import { displayOf } from './display.ts';
import { settingsStore } from './settings-store.ts';
import { createWorkspace } from './workspace.ts';

const SECRET = '203.0.113.1';
const NETPLAN = `network:
  version: 2
  ethernets:
    eth0:
      addresses: [192.0.2.18/29]
      routes: [{ to: 198.51.100.0/24, via: ${SECRET} }]
`;

const SCOPE = { settings: DEFAULT_SETTINGS, display: displayOf(undefined), path: 'a.yaml' };

/** A workspace without a client; what it would log. */
function lone() {
  const log: string[] = [];
  const console = { error: (line: string) => log.push(line), warn: (line: string) => log.push(line) };
  const connection = { console } as unknown as Connection;
  const documents = new TextDocuments(TextDocument);
  return {
    workspace: createWorkspace(connection, documents, settingsStore(connection, { asks: false, trusted: true }), 'en'),
    log,
  };
}

test('a rule that throws costs one line in the log, without text of the configuration, and no other finding', async () => {
  const { workspace, log } = lone();
  const prepared = prepare({ text: `${NETPLAN}# netreview-disable-line acl/x\n` })!;
  // Fixes are written while the rule runs.
  const broken = {
    ...prepared,
    dialect: {
      ...prepared.dialect,
      write: () => {
        throw new TypeError(`cannot read ${SECRET}`);
      },
    },
  };
  const findings = await workspace.reviewPrepared('file:///a.yaml', broken, SCOPE, async () => {});
  expect(log).toEqual(['rule routing/next-hop-unreachable failed: TypeError']);
  expect(findings.map(({ rule }) => rule)).toEqual(['netreview/unused-suppression']);
});

test('a parser that throws costs one line in the log, without text of the configuration', () => {
  const { workspace, log } = lone();
  const broken = vi.spyOn(dialectById('netplan')!, 'parse').mockImplementation(() => {
    throw new TypeError(`cannot read ${SECRET}`);
  });
  expect(
    workspace.prepareText(NETPLAN, { settings: DEFAULT_SETTINGS, display: displayOf(undefined), path: 'a.yaml' }),
  ).toBeUndefined();
  broken.mockRestore();
  expect(log).toEqual(['a.yaml could not be read: TypeError']);
  expect(
    workspace.prepareText(NETPLAN, { settings: DEFAULT_SETTINGS, display: displayOf(undefined), path: 'a.yaml' })
      ?.dialect.id,
  ).toBe('netplan');
});
