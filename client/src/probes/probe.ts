import type { Bilingual } from '../../../grammars/outline.ts';
import type { ProbeId } from '../protocol.ts';
import type { InputId } from './inputs.ts';
import type { Permit } from './permit.ts';
import { type Address, type Target, type TargetShape, targetText } from './target.ts';

/** What was seen: plain data, so that it can be recorded and judged again. Holds nothing of the configuration but the target. */
export interface Observation {
  readonly probe: ProbeId;
  readonly target: Target;
}

/** `unknown`: the probe could not be made, which says nothing about the target. */
export type VerdictLevel = 'ok' | 'info' | 'warning' | 'error' | 'unknown';

export interface Verdict {
  readonly level: VerdictLevel;
  /** Kebab-case; with the probe's id it is the diagnostic's code: `probe/tcp/refused`. */
  readonly code: string;
  readonly text: Bilingual;
}

/** Of a user of the target; never part of an observation, a verdict, a log or an argument list. */
export interface Credentials {
  readonly username: string;
  /** Empty: none; a device is then asked to take a key of the SSH agent. Beside a private key it is the key's passphrase. */
  readonly password: string;
  /** TURN: the password is a secret of the server, with which names and passwords are made that run out. */
  readonly sharedSecret?: true;
  /** SNMPv3: the second password, which encrypts. There an empty user name makes the password a community. */
  readonly privacyPassword?: string;
  /** Text of a private key, OpenSSH or PEM; of probes that log in. */
  readonly privateKey?: string;
}

/** What the verdicts of a probe are held to, and the one number by which its runs are compared. */
export interface Grounds<in O extends Observation> {
  /** Standards and manuals that it follows; their names, the same in both languages. */
  readonly source: string;
  /** By code of a verdict: what had to hold. Absent: a code that rests on no number. */
  readonly thresholds?: Readonly<Record<string, Threshold>>;
  readonly measure?: Measure & { of(observation: O): number | undefined };
}

/** What had to hold, without a full stop: `a median connect of at most 300 ms`. */
export interface Threshold extends Bilingual {
  /** Absent: chosen by this project. */
  readonly source?: string;
}

export interface Measure {
  readonly title: Bilingual;
  /** `ms`, `s`; empty: a count. */
  readonly unit: string;
}

interface ProbeFacts extends TargetShape {
  readonly id: ProbeId;
  readonly title: Bilingual;
  /** Learns more with a user's name and password, and does without them. */
  readonly takesCredentials?: boolean;
  /** How it signs in, where that is not a name and a password. */
  readonly signsIn?: 'snmp' | 'turn';
  /** Asks nobody: it reads a file that the user picks. */
  readonly readsFilesOnly?: boolean;
  /** Of its file a part can be asked about, by time. */
  readonly takesWindow?: boolean;
  /** Its credentials log in to a device over SSH, of a platform that the target names. */
  readonly login?: boolean;
  /** Reads the machine it runs on; another one, a Linux, it asks over SSH with a login. */
  readonly readsHost?: boolean;
  /** Waits, in seconds: how long it takes at most when nothing is said, and how long it can be given. */
  readonly lasts?: { readonly usual: number; readonly longest: number };
  /** Sends packets to count answers: how many to each address when nothing is said, and how many at most. */
  readonly counts?: { readonly usual: number; readonly most: number };
  /** What may be said of how to ask. */
  readonly takes?: readonly InputId[];
  /** Rules whose finding this probe can meet in the wild, and the verdicts that confirm each. */
  readonly confirms?: Readonly<Record<string, readonly string[]>>;
  /** Of those, the ones about a risk: that it is not met now is nothing said against them. */
  readonly risks?: readonly string[];
  /**
   * Exactly what will be sent, one entry per address: packets, or the command as an argument list.
   * @param mayAlsoAsk of the permit, for probes that ask others than the target: whom it refuses is not in the plan
   */
  plan(target: Target, addresses: readonly Address[], mayAlsoAsk: Permit['mayAlsoAsk']): readonly Bilingual[];
}

/** Of a probe made of steps that is taken up again: what is known is not asked anew, and each step is told of as it ends. */
export interface Walk<O> {
  /** The observation of the run before, without the steps that are to be asked. */
  readonly known?: O;
  readonly tell: (observation: O) => void;
}

export interface ProbeParts<O extends Observation> extends ProbeFacts {
  readonly grounds: Grounds<O>;
  /** The only effect. @throws Error without a permit for this very probe; never for what the network does. */
  observe(permit: Permit, signal: AbortSignal, credentials?: Credentials, walk?: Walk<O>): Promise<O>;
  /** What came back, as one would tell it; absent: the verdict and its parts say all there is. */
  cameBack?(observation: O): Bilingual;
  /**
   * Pure, so that a recording can be judged again.
   * @param earlier what was seen of the same target before, the latest first; of probes with `readEarlier`
   */
  judge(observation: O, earlier?: readonly O[]): Verdict;
  /**
   * Of probes that hold what they see against what they saw before: what a file or an earlier session kept, which may hold anything.
   * @returns undefined where it is no observation of this probe
   */
  readEarlier?(kept: unknown): O | undefined;
  /** Of probes that see several things at once: what is worth saying of each. */
  judgeEach?(observation: O): readonly Part[];
  /**
   * Reads what a program said somewhere else and was saved; probes that read no program's output have none.
   * @param at milliseconds since the epoch: now. @returns undefined when nothing in it can be read.
   */
  readSaved?(text: string, target: Target, at: number): O | undefined;
  /** The same for files that are large or no text: read as they come, once. */
  readFile?(chunks: AsyncIterable<Uint8Array>, target: Target, at: number): Promise<O | undefined>;
}

export interface Probe extends ProbeFacts {
  readonly grounds: Omit<Grounds<Observation>, 'measure'> & { readonly measure?: Measure };
  /** Its measure in an observation; undefined: it has none, or nothing was measured. */
  measured(observation: Observation): number | undefined;
  /** What came back, in words; undefined: the verdict and its parts say all there is. */
  cameBack(observation: Observation): Bilingual | undefined;
  /** Whether its verdict depends on what was seen of the same target before; others pass `earlier` over. */
  readonly compares: boolean;
  /**
   * Observes, then judges.
   * @param earlier what was kept of runs before, the latest first: of whatever probe and target, whole or not
   * @throws Error without a permit for this very probe.
   */
  run(permit: Permit, signal: AbortSignal, credentials?: Credentials, earlier?: readonly unknown[]): Promise<Seen>;
  /** The same, of a probe made of steps, step by step. @param known of this very probe */
  walk(permit: Permit, signal: AbortSignal, tell: (seen: Seen) => void, known?: Observation): Promise<Seen>;
  /** The same parser and verdict over saved output; absent: the probe reads no program's output. */
  readonly fromSaved?: (text: string, target: Target, at: number, earlier?: readonly unknown[]) => Seen | undefined;
  /** The same over a file that is large or no text. */
  readonly fromFile?: (chunks: AsyncIterable<Uint8Array>, target: Target, at: number) => Promise<Seen | undefined>;
}

export interface Seen {
  readonly observation: Observation;
  readonly verdict: Verdict;
  /** Absent: the verdict says it all. */
  readonly parts?: readonly Part[];
}

/** A verdict about one of several things that a probe saw: a session, an interface, a rule of a list. */
export interface Part extends Required<Pick<Target, 'subject'>>, Pick<Target, 'rulePlace'> {
  readonly verdict: Verdict;
}

export function defineProbe<O extends Observation>(parts: ProbeParts<O>): Probe {
  const { observe, judge, judgeEach, readEarlier, readSaved, readFile, cameBack, ...facts } = parts;
  const seen = (observation: O, kept: readonly unknown[] = []): Seen => {
    const each = judgeEach?.(observation) ?? [];
    const asked = targetText(observation.target);
    const earlier = kept
      .flatMap((one) => readEarlier?.(one) ?? [])
      .filter(({ probe, target }) => probe === facts.id && targetText(target) === asked);
    return { observation, verdict: judge(observation, earlier), ...(each.length > 0 && { parts: each }) };
  };
  return {
    ...facts,
    compares: readEarlier !== undefined,
    // Saved observations are given back to the probe that made them.
    measured: (observation) =>
      observation.probe === facts.id ? facts.grounds.measure?.of(observation as O) : undefined,
    cameBack: (observation) => (observation.probe === facts.id ? cameBack?.(observation as O) : undefined),
    run: async (permit, signal, credentials, earlier) => seen(await observe(permit, signal, credentials), earlier),
    walk: async (permit, signal, tell, known) =>
      seen(
        await observe(permit, signal, undefined, {
          tell: (observation) => tell(seen(observation)),
          ...(known?.probe === facts.id && { known: known as O }),
        }),
      ),
    ...(readSaved && {
      fromSaved(text: string, target: Target, at: number, earlier?: readonly unknown[]) {
        const observation = readSaved(text, target, at);
        return observation && seen(observation, earlier);
      },
    }),
    ...(readFile && {
      async fromFile(chunks: AsyncIterable<Uint8Array>, target: Target, at: number) {
        const observation = await readFile(chunks, target, at);
        return observation && seen(observation);
      },
    }),
  };
}

/** Said with every verdict: a probe knows only the way from here, or what the device says that it asked. */
export const vantageOf = ({ login, readsHost }: Pick<Probe, 'login' | 'readsHost'>): Bilingual =>
  login || readsHost
    ? {
        en: 'As the device tells it that was asked.',
        'zh-cn': '据所询问的设备所述。',
      }
    : {
        en: 'Seen from this machine, not from the device in the file.',
        'zh-cn': '从本机观察所得,并非来自文件中的设备。',
      };
