import type { Embedded } from '../../../grammars/model/device.ts';
import type { Span } from '../../../grammars/text/span.ts';
import { hostSpan } from './embedding.ts';
import type { Prepared } from './prepare.ts';

/** A document or a file inside it, with the way between its offsets and the outermost text's. */
export interface Layer {
  readonly prepared: Prepared;
  /** The outermost text's span for a span of this one. */
  toOutermost(span: Span): Span;
  /** @returns undefined where this text does not show at that offset of the outermost one. */
  fromOutermost(offset: number): number | undefined;
  /** Whether the outermost text shows this span character by character. */
  isVerbatim(span: Span): boolean;
}

const known = new WeakMap<Prepared, readonly Layer[]>();

/** The document itself first, then everything embedded in it, however deep. The same objects each time. */
export function layersOf(prepared: Prepared): readonly Layer[] {
  let layers = known.get(prepared);
  if (!layers) {
    layers = below({
      prepared,
      toOutermost: (span) => span,
      fromOutermost: (offset) => offset,
      isVerbatim: () => true,
    });
    known.set(prepared, layers);
  }
  return layers;
}

/** The innermost layers last: what `layersOf` gives, of those that show at the offset. */
export function layersAt(prepared: Prepared, offset: number): { readonly layer: Layer; readonly offset: number }[] {
  return layersOf(prepared).flatMap((layer) => {
    const own = layer.fromOutermost(offset);
    return own === undefined ? [] : [{ layer, offset: own }];
  });
}

function below(layer: Layer): Layer[] {
  return [
    layer,
    ...layer.prepared.embedded.flatMap(({ embedding, document }) =>
      below({
        prepared: document,
        toOutermost: (span) => layer.toOutermost(hostSpan(span, embedding)),
        fromOutermost: (offset) => {
          const host = layer.fromOutermost(offset);
          return host === undefined ? undefined : embeddedOffset(host, embedding);
        },
        isVerbatim: (span) =>
          embedding.segments.some(
            (segment) => segment.linear && segment.start <= span.start && span.end <= segment.end,
          ) && layer.isVerbatim(hostSpan(span, embedding)),
      }),
    ),
  ];
}

function embeddedOffset(host: number, embedding: Embedded): number | undefined {
  const segment = embedding.segments.find((one) => one.host.start <= host && host <= one.host.end);
  if (!segment) return undefined;
  return segment.linear ? Math.min(segment.start + (host - segment.host.start), segment.end) : segment.start;
}
