import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh from 'ssh2';

/** What a fake device does besides answering; each a thing that real ones, or somebody in their place, may do. */
export interface DeviceManners {
  readonly prompt?: string;
  /** Before the first prompt. */
  readonly banner?: string;
  /** Lines after which it asks for a key, whatever it was told. */
  readonly pageAfter?: number;
  /** Says the prompt twice at first, as after a change of the window's size. */
  readonly promptsTwice?: boolean;
  /** Never says a prompt. */
  readonly mute?: boolean;
  /** Answers every command with text without end. */
  readonly endless?: boolean;
  /** Closes the channel in the middle of an answer. */
  readonly hangsUp?: boolean;
  /** Takes no password of this kind. */
  readonly password?: string;
  /** Takes passwords by questions only; how many at once. */
  readonly questions?: number;
}

export interface FakeDevice {
  readonly port: number;
  /** As known_hosts has it: type and key in base64. */
  readonly hostKey: string;
  /** Every line that was typed or run, in order. */
  readonly asked: readonly string[];
  /** Answers to questions, of keyboard-interactive logins. */
  readonly told: readonly (readonly string[])[];
  close(): void;
}

/** A command line over SSH that echoes, prompts and pages as network devices do. @param answers by command; others are refused. */
export async function fakeDevice(
  answers: Readonly<Record<string, string | (() => string)>>,
  {
    prompt = 'r1#',
    banner = '',
    pageAfter,
    promptsTwice,
    mute,
    endless,
    hangsUp,
    password = 'pw',
    questions,
  }: DeviceManners = {},
): Promise<FakeDevice> {
  // Not the library's own: one in some hundred of its keys cannot be read again.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'sec1', format: 'pem' });
  const key = ssh.utils.parseKey(pem);
  if (key instanceof Error) throw key;
  const asked: string[] = [];
  const said = (command: string): string | undefined => {
    const answer = answers[command];
    return typeof answer === 'function' ? answer() : answer;
  };
  const told: (readonly string[])[] = [];
  const server = new ssh.Server({ hostKeys: [pem] }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (attempt) => {
      if (attempt.method === 'password' && questions === undefined && attempt.password === password)
        return attempt.accept();
      if (attempt.method === 'keyboard-interactive' && questions !== undefined) {
        const prompts = Array.from({ length: questions }, (_, at) => ({ prompt: `Question ${at}: `, echo: false }));
        return attempt.prompt(prompts, (said) => {
          told.push(said);
          if (said[0] === password) attempt.accept();
          else attempt.reject();
        });
      }
      attempt.reject(['password', 'keyboard-interactive']);
    });
    client.on('session', (accept) => {
      const session = accept();
      session.on('pty', (ok) => ok?.());
      session.on('exec', (ok, _, { command }) => {
        const channel = ok();
        asked.push(command);
        channel.write(said(command) ?? 'sh: command not found\n');
        channel.exit(0);
        channel.end();
      });
      session.on('shell', (ok) => {
        const channel = ok();
        channel.on('error', () => {});
        let typed = '';
        let waiting: string[] = [];
        channel.write(banner.replaceAll('\n', '\r\n'));
        if (mute) return;
        channel.write(`\r\n${prompt}`);
        if (promptsTwice) channel.write(`\r\n${prompt}`);
        const page = (): void => {
          const now = waiting.splice(0, pageAfter ?? waiting.length);
          channel.write(now.map((line) => `${line}\r\n`).join(''));
          channel.write(waiting.length > 0 ? ' --More-- ' : prompt);
        };
        const pour = (): void => {
          while (!channel.destroyed && channel.write('x'.repeat(32_768)));
          if (!channel.destroyed) channel.once('drain', pour);
        };
        channel.on('data', (chunk: Buffer) => {
          if (waiting.length > 0) {
            // As IOS wipes its question out.
            channel.write(`${'\b'.repeat(10)}${' '.repeat(10)}${'\b'.repeat(10)}`);
            page();
            return;
          }
          typed += chunk.toString('utf8');
          const end = typed.indexOf('\n');
          if (end < 0) return;
          const line = typed.slice(0, end);
          typed = typed.slice(end + 1);
          asked.push(line);
          channel.write(`${line}\r\n`);
          if (endless) return pour();
          if (hangsUp) {
            channel.write('the first half of');
            channel.end();
            return;
          }
          const answer = said(line) ?? "        ^\n% Invalid input detected at '^' marker.\n";
          waiting = answer === '' ? [] : answer.replace(/\n$/, '').split('\n');
          page();
        });
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: `${key.type} ${key.getPublicSSH().toString('base64')}`,
    asked,
    told,
    close: () => void server.close(),
  };
}
