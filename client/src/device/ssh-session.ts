import type { Client, ClientChannel, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import type { Credentials } from '../probes/probe.ts';
import type { ProgramLimits } from '../probes/process.ts';
import type { Address } from '../probes/target.ts';
import { dialogue } from './dialogue.ts';
import { type HostKey, hostKeyOf, type KnownHosts } from './known-hosts.ts';

/** `unreachable` holds no answer at all; `closed`: the device ended the session; `no-prompt`: a shell that never asked. */
export type SshEnd =
  | 'answered'
  | 'cancelled'
  | 'deadline'
  | 'flood'
  | 'refused'
  | 'unreachable'
  | 'not-ssh'
  | 'no-common-algorithm'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'no-agent'
  | 'bad-key'
  | 'login-failed'
  | 'no-prompt'
  | 'closed';

export interface SshAnswer {
  readonly end: SshEnd;
  /** One per line that was answered, in order; of an end before the last line the ones before it, and what the last had brought. */
  readonly outputs: readonly string[];
  /** Absent: no key was shown. */
  readonly hostKey?: HostKey;
}

export interface SshErrand {
  /** As the user or the configuration calls it: the name in known_hosts. */
  readonly host: string;
  readonly address: Address;
  readonly port: number;
  /** `shell`: typed one after the other at the prompt; `program`: each run in a channel of its own. */
  readonly asked: 'shell' | 'program';
  readonly lines: readonly string[];
}

export interface SshTrust {
  readonly knownHosts: KnownHosts;
  /** Path of the agent's socket; absent: there is none. */
  readonly agent?: string;
}

const CONNECT_MS = 10_000;

/**
 * One session: connect, check the host's key, log in, ask, leave. Nothing is forwarded, no key is accepted that is not known
 * already, and what the host offers is never asked for more than once. Never rejects.
 */
export async function overSsh(
  errand: SshErrand,
  credentials: Credentials,
  trust: SshTrust,
  limits: ProgramLimits,
  signal: AbortSignal,
): Promise<SshAnswer> {
  if (signal.aborted) return { end: 'cancelled', outputs: [] };
  if (!credentials.privateKey && !credentials.password && trust.agent === undefined)
    return { end: 'no-agent', outputs: [] };
  const { default: ssh } = await import('ssh2');
  const client: Client = new ssh.Client();
  return new Promise((resolve) => {
    const outputs: string[] = [];
    let hostKey: HostKey | undefined;
    let settled = false;
    let bytes = 0;
    const settle = (end: SshEnd, rest = ''): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      if (rest) outputs.push(rest);
      // Errors after this are nobody's.
      client.removeAllListeners().on('error', () => {});
      client.end();
      client.destroy();
      resolve({ end, outputs, ...(hostKey && { hostKey }) });
    };
    let unfinished = (): string => '';
    const cancel = (): void => settle('cancelled', unfinished());
    const timer = setTimeout(() => settle('deadline', unfinished()), limits.deadlineMs);
    signal.addEventListener('abort', cancel, { once: true });
    /** @returns what of a chunk is still within the limit. */
    const counted = (chunk: Buffer): Buffer => {
      const room = Math.max(0, limits.maxBytes - bytes);
      bytes += chunk.length;
      return chunk.subarray(0, room);
    };
    const runPrograms = (): void => {
      const line = errand.lines[outputs.length];
      if (line === undefined) {
        settle('answered');
        return;
      }
      client.exec(line, (refused, channel) => {
        if (refused) {
          settle('closed');
          return;
        }
        const chunks: Buffer[] = [];
        const said = (): string => Buffer.concat(chunks).toString('utf8');
        unfinished = said;
        const read = (chunk: Buffer): void => {
          chunks.push(counted(chunk));
          if (bytes > limits.maxBytes) settle('flood', said());
        };
        channel.on('data', read);
        channel.stderr.on('data', read);
        channel.on('close', () => {
          if (settled) return;
          outputs.push(said());
          unfinished = () => '';
          runPrograms();
        });
      });
    };
    const converse = (channel: ClientChannel): void => {
      const talk = dialogue(errand.lines);
      const decoder = new TextDecoder('utf-8');
      const leave = (end: SshEnd): void => {
        outputs.push(...talk.outputs);
        settle(end);
      };
      channel.on('data', (chunk: Buffer) => {
        if (settled) return;
        const answer = talk.feed(decoder.decode(counted(chunk), { stream: true }));
        if (talk.done) leave('answered');
        else if (bytes > limits.maxBytes) leave('flood');
        else if (answer) channel.write(answer);
      });
      channel.on('close', () => leave('closed'));
      unfinished = () => {
        outputs.push(...talk.outputs);
        return '';
      };
    };
    client.on('ready', () => {
      if (errand.asked === 'program') {
        runPrograms();
        return;
      }
      // Wide and long, so that nothing is wrapped and little is paged.
      client.shell({ term: 'dumb', cols: 511, rows: 1000, width: 0, height: 0 }, (refused, channel) =>
        refused ? settle('closed') : converse(channel),
      );
    });
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
      // One question that is not echoed is the password's; a host that asks for more gets nothing.
      finish(prompts.length === 1 && prompts[0]!.echo !== true ? [credentials.password] : prompts.map(() => ''));
    });
    client.on('error', (problem: Error & { level?: string; code?: string }) =>
      settle(endOf(problem, hostKey !== undefined), unfinished()),
    );
    client.on('close', () => settle(hostKey ? 'closed' : 'not-ssh', unfinished()));
    const verify = (key: Buffer): boolean => {
      hostKey = hostKeyOf(key);
      const check = trust.knownHosts.check(errand.host, errand.port, key);
      if (check !== 'known') settle(`host-key-${check}`);
      return check === 'known';
    };
    try {
      client.connect(configOf(errand, credentials, trust, verify));
    } catch {
      // The only thing that is read before it connects.
      settle('bad-key');
    }
  });
}

function configOf(
  { host, address, port }: SshErrand,
  { username, password, privateKey }: Credentials,
  { knownHosts, agent }: SshTrust,
  hostVerifier: (key: Buffer) => boolean,
): ConnectConfig {
  const login: ConnectConfig = privateKey
    ? { privateKey, authHandler: ['publickey'], ...(password && { passphrase: password }) }
    : password
      ? { password, tryKeyboard: true, authHandler: ['password', 'keyboard-interactive'] }
      : { agent: agent!, authHandler: ['agent'] };
  return {
    host: address.text,
    port,
    username,
    hostVerifier,
    readyTimeout: CONNECT_MS,
    algorithms: { serverHostKey: [...hostKeyAlgorithms(knownHosts.typesOf(host, port))] },
    ...login,
  };
}

type HostKeyAlgorithms = readonly ServerHostKeyAlgorithm[];

/** RFC 8332: a key of the type ssh-rsa signs with SHA-2 as well. */
const HOST_KEYS: Readonly<Record<string, HostKeyAlgorithms>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
};

/** The types that are known for the host first: it may have others, and must not be called unknown for them. */
function hostKeyAlgorithms(known: readonly string[]): HostKeyAlgorithms {
  const order = [...known.filter((type) => Object.hasOwn(HOST_KEYS, type)), ...Object.keys(HOST_KEYS)];
  return [...new Set(order)].flatMap((type) => HOST_KEYS[type]!);
}

function endOf({ level, code, message }: Error & { level?: string; code?: string }, greeted: boolean): SshEnd {
  if (level === 'client-authentication') return 'login-failed';
  if (level === 'agent') return 'no-agent';
  if (level === 'client-timeout') return 'deadline';
  if (/no matching/.test(message)) return 'no-common-algorithm';
  if (level === 'client-socket' && code === 'ECONNREFUSED') return 'refused';
  if (level === 'client-socket' && code !== 'ECONNRESET') return 'unreachable';
  return greeted ? 'closed' : 'not-ssh';
}
