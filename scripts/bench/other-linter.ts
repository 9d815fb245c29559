import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';

interface OtherParser {
  parse(text: string): unknown[];
}

/** The parser of `@sentriflow/core`, which is published as TypeScript and has to be bundled first. */
export async function otherParser(): Promise<() => OtherParser> {
  const outfile = resolve(import.meta.dirname, '../../dist/bench/sentriflow.cjs');
  mkdirSync(resolve(outfile, '..'), { recursive: true });
  await build({
    stdin: {
      contents: "export { SchemaAwareParser, CiscoIOSSchema } from '@sentriflow/core';",
      resolveDir: resolve(import.meta.dirname, '../..'),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
  const { SchemaAwareParser, CiscoIOSSchema } = createRequire(import.meta.url)(outfile) as {
    SchemaAwareParser: new (options: { vendor: unknown }) => OtherParser;
    CiscoIOSSchema: unknown;
  };
  return () => new SchemaAwareParser({ vendor: CiscoIOSSchema });
}
