import { format } from 'node:util';
import Mocha from 'mocha';
import { activation } from './activation.ts';
import { dialects } from './dialects.ts';
import { findings } from './findings.ts';
import { names } from './names.ts';
import { packetSets } from './packet-sets.ts';
import { packets } from './packets.ts';
import { suppressions } from './suppressions.ts';

/** Called by the extension host that the suites run in. @throws Error when a test fails. */
export function run(): Promise<void> {
  // One string a line: the workbench that carries the lines to the runner does not format.
  Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => console.log(format(...parts));
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 60_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const suite of [activation, findings, suppressions, dialects, names, packets, packetSets]) suite();
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed`))));
  });
}
