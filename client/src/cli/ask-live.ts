import type { Bilingual } from '../../../grammars/outline.ts';
import { PLATFORMS } from '../device/platform.ts';
import { lookup } from '../probes/lookup.ts';
import { askPermit } from '../probes/permit.ts';
import type { Credentials, Probe, Seen } from '../probes/probe.ts';
import { recordRun } from '../probes/record-run.ts';
import { secretsOf } from '../probes/secrets-of.ts';
import { type Target, targetText } from '../probes/target.ts';
import { isThisMachine } from '../probes/this-machine.ts';
import { maskSecrets } from '../results/mask-secrets.ts';

/** The job cannot be done; exit status 2, the message on standard error. */
export class CannotProbe extends Error {}

interface Asked {
  readonly probe: Probe;
  readonly target: Target;
  /** What `--allow` names. */
  readonly allowed: readonly string[];
  readonly locale: 'en' | 'zh-cn';
  readonly user?: string | undefined;
  /** What earlier runs printed, the latest first; of whatever probe and target. */
  readonly earlier?: readonly unknown[];
}

/** One run of a probe under the contract of the editor: what is sent is told on standard error before it is. @throws CannotProbe for a refusal */
export async function askLive(
  { probe, target, allowed, locale, user, earlier }: Asked,
  signal: AbortSignal,
): Promise<Seen> {
  if (probe.login && target.platform === undefined)
    throw new CannotProbe(`name the kind of device with --platform ${Object.keys(PLATFORMS).join('|')}`);
  if (probe.readsFilesOnly) throw new CannotProbe(`the probe ${probe.id} asks nobody; name a file with --from`);
  let plan: readonly Bilingual[] = [];
  const decision = await askPermit({
    probe,
    target,
    trusted: true,
    allowed,
    lookup,
    confirm: async (planned) => {
      plan = planned;
      process.stderr.write(planned.map((entry) => `netreview: sending ${entry[locale]}\n`).join(''));
      return true;
    },
  });
  if (!decision.ok) {
    const { code, text } = decision.refusal;
    throw new CannotProbe(
      code === 'not-allowed' ? `${targetText(target)} is not allowed; name it with --allow` : text[locale],
    );
  }
  const started = Date.now();
  const credentials = credentialsOf(probe, user, isThisMachine(decision.permit));
  // Whatever a peer repeats of them.
  const seen = maskSecrets(await probe.run(decision.permit, signal, credentials, earlier), secretsOf(credentials));
  const { addresses } = decision.permit;
  recordRun(process.cwd(), { started, probe: probe.id, target, addresses, plan, ...seen });
  return seen;
}

/** A password only from the environment: an argument would stand in every process listing. */
function credentialsOf(
  { takesCredentials, signsIn, login, readsHost }: Probe,
  user: string | undefined,
  here: boolean,
): Credentials | undefined {
  const { NETREVIEW_PROBE_USERNAME: username, NETREVIEW_PROBE_PASSWORD: password } = process.env;
  const privacyPassword = process.env.NETREVIEW_PROBE_PRIVACY_PASSWORD;
  const name = user ?? username;
  // This machine needs no login; one that is named is meant.
  if (readsHost && here && user === undefined) return undefined;
  if (login || readsHost) return name === undefined ? undefined : { username: name, password: password ?? '' };
  const secret = process.env.NETREVIEW_PROBE_SHARED_SECRET;
  if (signsIn === 'turn' && secret) return { username: username ?? 'netreview', password: secret, sharedSecret: true };
  if (!takesCredentials || username === undefined || password === undefined) return undefined;
  return { username, password, ...(privacyPassword !== undefined && { privacyPassword }) };
}
