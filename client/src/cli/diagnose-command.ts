import { parseArgs } from 'node:util';
import { explained } from '../probes/egress-chain/explained.ts';
import { egressChain } from '../probes/egress-chain/probe.ts';
import { type Verdict, vantageOf } from '../probes/probe.ts';
import { parseTarget, readLongest, targetText } from '../probes/target.ts';
import type { WireDiagnosis } from '../protocol.ts';
import { askLive, CannotProbe } from './ask-live.ts';
import { readStunServer } from './probe-command.ts';

/** The half that the configurations tell, which belongs to the review. */
export interface StaticHalf {
  diagnose(
    positionals: readonly string[],
    cwd: string,
    locale: 'en' | 'zh-cn',
    stun: string | undefined,
  ): Promise<WireDiagnosis>;
  text(diagnosis: WireDiagnosis, locale: 'en' | 'zh-cn'): string;
  /** It cannot be asked, and says why. */
  isRefusal(error: unknown): error is Error;
}

/**
 * `netreview diagnose --live`: the way out is walked from this machine, which is the host that the configurations are asked about, and what
 * breaks there is found in them. Targets as for `netreview probe`.
 * @returns the exit status: 0 nothing wrong, 1 the live verdict is a warning or an error, 2 it could not be made
 */
export async function diagnoseCommand(
  args: readonly string[],
  signal: AbortSignal,
  { diagnose, text, isRefusal }: StaticHalf,
): Promise<number> {
  try {
    const { values, positionals } = parsed(args);
    const { format = 'text', locale = 'en', stun, allow = [] } = values;
    if (format !== 'text' && format !== 'json') throw new CannotProbe('--format takes text, json');
    if (locale !== 'en' && locale !== 'zh-cn') throw new CannotProbe('--locale takes en, zh-cn');
    const asked = positionals[1];
    if (asked === undefined) throw new CannotProbe('diagnose --live takes a device or its file, and a target');
    const target = parseTarget(asked, egressChain);
    if (!target.ok) throw new CannotProbe(target.problem[locale]);
    const longest = values.longest === undefined ? undefined : readLongest(values.longest, egressChain.lasts);
    if (values.longest !== undefined && longest === undefined)
      throw new CannotProbe(`--longest takes seconds, at most ${egressChain.lasts!.longest}`);
    const diagnosis = await diagnose(positionals, process.cwd(), locale, stun);
    const probed = {
      ...target.value,
      ...(longest !== undefined && { longest }),
      ...readStunServer(egressChain, stun),
    };
    const at = new Date();
    const { observation, verdict, parts } = await askLive(
      { probe: egressChain, target: probed, allowed: allow, locale },
      signal,
    );
    const found = explained(diagnosis, verdict);
    const told = ({ level, code, text: said }: Verdict) => ({
      level,
      code: `probe/${egressChain.id}/${code}`,
      text: said[locale],
    });
    const vantage = vantageOf(egressChain)[locale];
    process.stdout.write(
      format === 'json'
        ? `${JSON.stringify({
            version: 1,
            ...diagnosis,
            live: {
              target: targetText(probed),
              at: at.toISOString(),
              verdict: told(verdict),
              parts: (parts ?? []).map((part) => ({ subject: part.subject, verdict: told(part.verdict) })),
              observation,
              vantage,
            },
            ...(found && { explained: found }),
          })}\n`
        : [
            `${verdict.level} probe/${egressChain.id}/${verdict.code}: ${verdict.text[locale]} ${vantage}`,
            ...(parts ?? []).map((part) => `  ${part.subject}: ${part.verdict.level}: ${part.verdict.text[locale]}`),
            ...(found ? [`${found.text[locale]}${found.step ? ` ${found.step.text[locale]}` : ''}`] : []),
            ...(found?.step?.at ? [`  ${found.step.at.path}:${found.step.at.line}: ${found.step.at.text}`] : []),
            '',
            text(diagnosis, locale),
          ].join('\n'),
    );
    if (verdict.level === 'unknown') return 2;
    return verdict.level === 'warning' || verdict.level === 'error' ? 1 : 0;
  } catch (error) {
    process.stderr.write(
      error instanceof CannotProbe || isRefusal(error)
        ? `netreview: ${error.message}\n`
        : `netreview: internal error: ${error instanceof Error ? error.stack : error}\n`,
    );
    return 2;
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: true,
      options: {
        live: { type: 'boolean' },
        allow: { type: 'string', multiple: true },
        longest: { type: 'string' },
        stun: { type: 'string' },
        format: { type: 'string' },
        locale: { type: 'string' },
      },
    });
  } catch (error) {
    throw new CannotProbe(error instanceof Error ? error.message : String(error));
  }
}
