import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { startServer } from '../support/language-server.ts';
import { below, editLine, randomFrom } from '../support/mutations.ts';
import { SEED } from '../support/seeded.ts';

const SAMPLE = readFileSync(resolve(import.meta.dirname, '../../samples/edge-1/edge-1.cfg'), 'utf8');

/** Versions of which the client asks for the last one only, while the reviews of those before are under way. */
const HASTE = 3;

test(`a document that is edited while it is reviewed has the findings of one just opened (seed ${SEED})`, {
  timeout: 60_000,
}, async () => {
  const random = randomFrom(SEED);
  const [server, other] = await Promise.all([startServer({}), startServer({})]);
  try {
    let text = SAMPLE.repeat(2);
    const uri = server.write('edited.cfg', text);
    server.open(uri, text);
    await server.diagnostics(uri);
    for (let round = 0; round < 3; round += 1) {
      const overtaken: Promise<unknown>[] = [];
      for (let edits = 0; edits <= below(random, HASTE); edits += 1) {
        text = editLine(text, random);
        server.change(uri, text);
        overtaken.push(server.diagnostics(uri).catch(() => undefined));
      }
      const found = await server.diagnostics(uri);
      await Promise.all(overtaken);
      const fresh = other.write('fresh.cfg', text);
      other.open(fresh, text);
      expect(found.length).toBeGreaterThan(0);
      expect(
        found.map((one) => shown(one, uri)),
        `round ${round}`,
      ).toEqual((await other.diagnostics(fresh)).map((one) => shown(one, fresh)));
      other.close(fresh);
    }
  } finally {
    await Promise.all([server.stop(), other.stop()]);
  }
});

/** Without the document's own name and version. */
const shown = ({ data, ...diagnostic }: Diagnostic, uri: string): unknown =>
  JSON.parse(JSON.stringify([diagnostic, (data as { fixes: unknown }).fixes]).replaceAll(uri, 'document'));
