import { l10n } from 'vscode';
import {
  TRACE,
  type TraceParams,
  type TraceResult,
  WHAT_IF,
  type WhatIfParams,
  type WhatIfResult,
} from '../../protocol.ts';
import type { Session } from '../../session.ts';
import type { Overlay } from './messages.ts';

/** What is drawn over a network; asked again whenever the network changes. */
export type Drawn =
  | { readonly kind: 'trace'; readonly params: TraceParams }
  | { readonly kind: 'failure'; readonly params: WhatIfParams }
  /** The line that it was asked about may be another one by now: it is shown as it was found. */
  | { readonly kind: 'removal'; readonly result: Failed };

type Failed = Extract<WhatIfResult, { readonly name: string }>;

export async function overlayOf({ client }: Session, drawn: Drawn): Promise<Overlay> {
  switch (drawn.kind) {
    case 'trace':
      return ofTrace(drawn.params, await client.sendRequest<TraceResult>(TRACE, drawn.params));
    case 'failure': {
      const result = await client.sendRequest<WhatIfResult>(WHAT_IF, drawn.params);
      if (result.ok && 'name' in result) return ofFailure(result);
      return problem(l10n.t('Without {0}', drawn.params.fail ?? ''), result.ok ? '' : result.problem);
    }
    case 'removal':
      return ofFailure(drawn.result);
  }
}

function ofTrace({ about }: TraceParams, result: TraceResult): Overlay {
  const title =
    'intent' in about
      ? l10n.t('Intent {0}', about.intent)
      : l10n.t('Trace of {0}', (result.ok && result.packet) || about.packet);
  if (!result.ok) return problem(title, result.problem);
  const { sentence, sure, packet, ways, gone } = result;
  const said = sure ? sentence : l10n.t('{0} (not certain)', sentence);
  const summary = 'intent' in about && packet !== undefined ? l10n.t('{0}: {1}', packet, said) : said;
  return { title, summary, ways, gone, changes: [] };
}

const ofFailure = ({ name, lost, gone, changes }: Failed): Overlay => ({
  title: l10n.t('Without {0}', name),
  summary: lost ? l10n.t('Something is not reached any more, or an intent holds no more.') : l10n.t('Nothing is lost.'),
  ways: [],
  gone,
  changes,
});

const problem = (title: string, summary: string): Overlay => ({ title, summary, ways: [], gone: [], changes: [] });
