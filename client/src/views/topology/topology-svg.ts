/** A drawing in its own coordinates; colours as CSS writes them. */
export interface Drawing {
  readonly nodes: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly label: string;
    readonly round: boolean;
  }[];
  readonly edges: readonly {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
    readonly label: string;
    readonly dashed: boolean;
    readonly colour: string;
  }[];
  readonly colours: Readonly<Record<'background' | 'text' | 'node' | 'line', string>>;
}

const MARGIN = 60;
const LINE_HEIGHT = 14;

/** The drawing as a file of its own: SVG 1.1 with neither scripts nor references. */
export function topologySvg({ nodes, edges, colours }: Drawing): string {
  let [left, top, right, bottom] = [0, 0, 0, 0];
  nodes.forEach(({ x, y, width, height }, at) => {
    left = at === 0 ? x - width / 2 : Math.min(left, x - width / 2);
    top = at === 0 ? y - height / 2 : Math.min(top, y - height / 2);
    right = at === 0 ? x + width / 2 : Math.max(right, x + width / 2);
    bottom = at === 0 ? y + height / 2 : Math.max(bottom, y + height / 2);
  });
  const box = [left - MARGIN, top - MARGIN, right - left + 2 * MARGIN, bottom - top + 2 * MARGIN].map(rounded);
  const [x, y, width, height] = box;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(' ')}" width="${width}" height="${height}" font-family="sans-serif" font-size="11" text-anchor="middle">`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${escaped(colours.background)}"/>`,
    ...edges.map(
      (edge) =>
        `<line x1="${rounded(edge.x1)}" y1="${rounded(edge.y1)}" x2="${rounded(edge.x2)}" y2="${rounded(edge.y2)}" stroke="${escaped(edge.colour)}" stroke-width="1.5"${edge.dashed ? ' stroke-dasharray="6 4"' : ''}/>`,
    ),
    ...edges.map((edge) => textSvg(edge.label, (edge.x1 + edge.x2) / 2, (edge.y1 + edge.y2) / 2, colours.text)),
    ...nodes.map(
      (node) =>
        `<rect x="${rounded(node.x - node.width / 2)}" y="${rounded(node.y - node.height / 2)}" width="${rounded(node.width)}" height="${rounded(node.height)}" rx="${node.round ? rounded(node.height / 2) : 4}" fill="${escaped(colours.node)}" stroke="${escaped(colours.line)}"/>`,
    ),
    ...nodes.map((node) => textSvg(node.label, node.x, node.y, colours.text)),
    '</svg>',
    '',
  ].join('\n');
}

/** Lines of text around a point. */
function textSvg(text: string, x: number, y: number, colour: string): string {
  if (text === '') return '';
  const lines = text.split('\n');
  const first = y - ((lines.length - 1) * LINE_HEIGHT) / 2 + 4;
  const spans = lines.map(
    (line, at) => `<tspan x="${rounded(x)}" y="${rounded(first + at * LINE_HEIGHT)}">${escaped(line)}</tspan>`,
  );
  return `<text fill="${escaped(colour)}">${spans.join('')}</text>`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Also without the characters that XML 1.0 cannot carry. */
const escaped = (text: string): string =>
  [...text]
    .filter((one) => one >= ' ' || one === '\t')
    .map((one) => ENTITIES[one] ?? one)
    .join('');
