import { type CancellationToken, type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver/node';
import { COMMAND_SHOW_RULE } from '../../../client/src/protocol.ts';
import { contains, type Span } from '../../../grammars/text/span.ts';
import type { Finding } from '../review/finding.ts';
import { layersAt } from '../review/layers.ts';
import { rules } from '../rules/index.ts';
import { type Fact, factAt } from './hover-facts.ts';
import type { Locale } from './locale.ts';
import type { Workspace } from './workspace.ts';

/**
 * `textDocument/hover`: findings under the cursor with their proof and sources, then what is known of the line.
 * @param showsFindings the client shows what they say by itself: only rule and sources stand here
 */
export async function hover(
  workspace: Workspace,
  params: HoverParams,
  token: CancellationToken,
  showsFindings = false,
): Promise<Hover | null> {
  const { uri } = params.textDocument;
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return null;
  const { locale } = workspace;
  const offset = prepared.index.offsetAt(params.position);
  const findings = (workspace.reviewed(uri)?.findings ?? []).filter(({ span }) => holdsOffset(span, offset));
  let fact: (Fact & { readonly place: Span }) | undefined;
  for (const { layer, offset: own } of layersAt(prepared, offset).reverse()) {
    const lineOf = (at: number): number =>
      prepared.index.positionAt(layer.toOutermost({ start: at, end: at + 1 }).start).line;
    const found = factAt(layer.prepared, own, () => workspace.packetsOf(layer.prepared), lineOf, locale);
    if (!found) continue;
    fact = { ...found, place: layer.toOutermost(found.span) };
    break;
  }
  if (findings.length === 0 && !fact) return null;
  const parts = [...findings.map((finding) => about(finding, locale, showsFindings)), ...(fact ? [fact.text] : [])];
  // The smallest of the places, so that the hover closes when the cursor leaves what it speaks of.
  const places = [...findings.map(({ span }) => span), ...(fact ? [fact.place] : [])];
  const place = places.reduce((smallest, next) => (contains(smallest, next) ? next : smallest));
  return {
    contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
    range: prepared.index.rangeOf(place),
  };
}

const holdsOffset = ({ start, end }: Span, offset: number): boolean =>
  start <= offset && (offset < end || (start === end && offset === start));

function about({ rule: id, text, witness }: Finding, locale: Locale, shown: boolean): string {
  const meta = rules.find((rule) => rule.meta.id === id)?.meta;
  const lines = shown && meta ? [] : [plain(text[locale])];
  if (witness !== undefined && !shown) lines.push(`${locale === 'zh-cn' ? '数据包' : 'Packet'}: \`${witness}\``);
  if (meta) {
    const link = `command:${COMMAND_SHOW_RULE}?${encodeURIComponent(JSON.stringify([id]))}`;
    const sources = meta.sources.map(plain).join('; ');
    lines.push(`[${id}](${link})${sources === '' ? '' : ` - ${sources}`}`);
  }
  return lines.join('\n\n');
}

/** Text of a configuration is shown, never read as Markdown. */
export const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>()#+!|~$-]/g, '\\$&').replace(/\s+/g, ' ');
