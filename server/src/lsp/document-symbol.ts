import {
  type CancellationToken,
  type DocumentSymbol,
  type DocumentSymbolParams,
  SymbolKind,
} from 'vscode-languageserver/node';
import { formatPrefix } from '../../../grammars/model/address.ts';
import type { BgpProcess } from '../../../grammars/model/bgp.ts';
import type { Device } from '../../../grammars/model/device.ts';
import type { Filter } from '../../../grammars/model/filter.ts';
import { contains, cover, type Span } from '../../../grammars/text/span.ts';
import { type Layer, layersOf } from '../review/layers.ts';
import type { Prepared } from '../review/prepare.ts';
import type { Workspace } from './workspace.ts';

/** `textDocument/documentSymbol`: interfaces, filters with their rules, neighbours, lists, policies; in text order. */
export async function documentSymbol(
  workspace: Workspace,
  { textDocument: { uri } }: DocumentSymbolParams,
  token: CancellationToken,
): Promise<DocumentSymbol[]> {
  const prepared = (await workspace.read(uri, token))?.prepared;
  if (!prepared) return [];
  return layersOf(prepared)
    .flatMap((layer) =>
      draftsOf(layer.prepared.device, layer.prepared.text).map((draft) => symbolOf(draft, layer, prepared)),
    )
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
}

interface Draft {
  readonly name: string;
  readonly detail?: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  /** What is selected; absent: the whole. */
  readonly selection?: Span;
  readonly children?: readonly Draft[];
}

function symbolOf(draft: Draft, layer: Layer, prepared: Prepared): DocumentSymbol {
  const selection = draft.selection ?? { start: draft.span.start, end: draft.span.start };
  // Parts of a block that is written in pieces may stand apart: what is selected must lie inside what is shown.
  const span = contains(draft.span, selection) ? draft.span : cover(draft.span, selection);
  return {
    name: draft.name.slice(0, 200) || '-',
    ...(draft.detail ? { detail: draft.detail } : {}),
    kind: draft.kind,
    range: prepared.index.rangeOf(layer.toOutermost(span)),
    selectionRange: prepared.index.rangeOf(layer.toOutermost(selection)),
    ...(draft.children && draft.children.length > 0
      ? { children: draft.children.map((child) => symbolOf(child, layer, prepared)) }
      : {}),
  };
}

function draftsOf(device: Device, text: string): Draft[] {
  return [
    ...device.interfaces.map(
      (one): Draft => ({
        name: one.name.value,
        detail: one.description?.value ?? one.addresses.map(formatPrefix).join(', '),
        kind: SymbolKind.Interface,
        span: one.span,
        selection: one.name.span,
      }),
    ),
    ...device.filters.flatMap((filter) => (filter.implicit ? [] : [filterDraft(filter, text)])),
    ...device.bgp.map(processDraft),
    ...device.prefixLists.map(
      (list): Draft => ({
        name: list.name.value,
        detail: `prefix-list, ${list.entries.length}`,
        kind: SymbolKind.Array,
        span: list.span,
        selection: list.name.span,
      }),
    ),
    ...device.policies.map(
      (policy): Draft => ({
        name: policy.name.value,
        detail: 'policy',
        kind: SymbolKind.Function,
        span: policy.span,
        selection: policy.name.span,
      }),
    ),
  ];
}

function filterDraft(filter: Filter, text: string): Draft {
  const line = (span: Span): string =>
    text
      .slice(span.start, span.end)
      .split(/[\r\n]/, 1)[0]!
      .trim();
  const whole = filter.rules.reduce((span, rule) => cover(span, rule.span), filter.span);
  return {
    name: filter.name.value,
    detail: `${filter.table ?? filter.family}, ${filter.rules.length}`,
    kind: SymbolKind.Namespace,
    span: whole,
    selection: filter.name.span,
    children: filter.rules.map((rule) => ({
      name: rule.key?.value ?? line(rule.span),
      detail: rule.key ? line(rule.span) : '',
      kind: SymbolKind.Key,
      span: rule.span,
      ...(rule.key ? { selection: rule.key.span } : {}),
    })),
  };
}

function processDraft(process: BgpProcess): Draft {
  const neighbours = process.neighbours.map((one): Draft => {
    const first = one.spans[0] ?? one.address.span;
    return {
      name: one.address.value,
      detail: [one.remoteAs && `AS ${one.remoteAs.value}`, one.group?.value, one.description]
        .filter(Boolean)
        .join(', '),
      kind: SymbolKind.Object,
      span: cover(first, one.address.span),
      selection: one.address.span,
    };
  });
  return {
    name: `BGP${process.asn ? ` ${process.asn.value}` : ''}${process.vrf === undefined ? '' : ` (${process.vrf})`}`,
    kind: SymbolKind.Module,
    span: neighbours.reduce((span, one) => cover(span, one.span), process.span),
    ...(process.asn ? { selection: process.asn.span } : {}),
    children: neighbours,
  };
}
