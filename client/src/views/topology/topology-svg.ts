/** A drawing in its own coordinates; colours as CSS writes them. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Lines under the drawing. */
  readonly caption: readonly string[];
  readonly colours: Readonly<Record<'background' | 'text' | 'node' | 'line', string>>;
}

export interface DrawnNode {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly round: boolean;
  /** A line through it: it is gone. */
  readonly struck: boolean;
  /** The colour of a wide border; absent: it has the thin one of all. */
  readonly border?: string;
}

export interface DrawnEdge {
  /** The places of its nodes among all. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly dashed: boolean;
  readonly colour: string;
  readonly width: number;
  /** Ends that have a head. */
  readonly arrows: readonly ('from' | 'to')[];
}

const MARGIN = 60;
const LINE_HEIGHT = 14;
const ARROW = 14;

/** The drawing as a file of its own: SVG 1.1 with neither scripts nor references. */
export function topologySvg({ nodes, edges, caption, colours }: Drawing): string {
  let [left, top, right, bottom] = [0, 0, 0, 0];
  nodes.forEach(({ x, y, width, height }, at) => {
    left = at === 0 ? x - width / 2 : Math.min(left, x - width / 2);
    top = at === 0 ? y - height / 2 : Math.min(top, y - height / 2);
    right = at === 0 ? x + width / 2 : Math.max(right, x + width / 2);
    bottom = at === 0 ? y + height / 2 : Math.max(bottom, y + height / 2);
  });
  // A caption may be wider than what it is under; a letter is about 6 wide, one of East Asia twice that.
  const wide = Math.max(
    0,
    ...caption.map((line) => [...line].reduce((sum, one) => sum + (one > '\u2e7f' ? 12 : 6.2), 0)),
  );
  const more = Math.max(0, wide - (right - left) - MARGIN) / 2;
  const box = [
    left - MARGIN - more,
    top - MARGIN,
    right - left + 2 * (MARGIN + more),
    bottom - top + 2 * MARGIN + caption.length * LINE_HEIGHT,
  ].map(rounded);
  const [x, y, width, height] = box;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(' ')}" width="${width}" height="${height}" font-family="sans-serif" font-size="11" text-anchor="middle">`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${escaped(colours.background)}"/>`,
    ...edges.flatMap((edge) => edgeSvg(edge, nodes[edge.from]!, nodes[edge.to]!)),
    ...edges.map(({ label, from, to }) => {
      const [a, b] = [nodes[from]!, nodes[to]!];
      return textSvg(label, (a.x + b.x) / 2, (a.y + b.y) / 2, colours.text);
    }),
    ...nodes.flatMap((node) => nodeSvg(node, colours)),
    ...nodes.map(({ label, x: middle, y: level }) => textSvg(label, middle, level, colours.text)),
    textSvg(
      caption.join('\n'),
      (left + right) / 2,
      bottom + MARGIN / 2 + (caption.length * LINE_HEIGHT) / 2,
      colours.text,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function edgeSvg({ dashed, colour, width, arrows }: DrawnEdge, from: DrawnNode, to: DrawnNode): string[] {
  const stroke = escaped(colour);
  return [
    `<line x1="${rounded(from.x)}" y1="${rounded(from.y)}" x2="${rounded(to.x)}" y2="${rounded(to.y)}" stroke="${stroke}" stroke-width="${width}"${dashed ? ' stroke-dasharray="6 4"' : ''}/>`,
    ...arrows.map((end) => arrowSvg(end === 'to' ? [from, to] : [to, from], stroke)),
  ];
}

/** A head on the line, its tip at the border of the node that it points to. */
function arrowSvg([from, to]: readonly [DrawnNode, DrawnNode], fill: string): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const inside = Math.min(to.width / 2 / Math.abs(ux || 1e-9), to.height / 2 / Math.abs(uy || 1e-9));
  const [x, y] = [to.x - ux * inside, to.y - uy * inside];
  const [baseX, baseY] = [x - ux * ARROW, y - uy * ARROW];
  const side = ARROW / 2;
  const points = [
    [x, y],
    [baseX - uy * side, baseY + ux * side],
    [baseX + uy * side, baseY - ux * side],
  ];
  return `<polygon points="${points.map((point) => point.map(rounded).join(',')).join(' ')}" fill="${fill}"/>`;
}

function nodeSvg(node: DrawnNode, colours: Drawing['colours']): string[] {
  const [left, top] = [rounded(node.x - node.width / 2), rounded(node.y - node.height / 2)];
  const [width, height] = [rounded(node.width), rounded(node.height)];
  const stroke = escaped(node.border ?? colours.line);
  const radius = node.round ? rounded(node.height / 2) : 4;
  return [
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${radius}" fill="${escaped(colours.node)}" stroke="${stroke}"${node.border === undefined ? '' : ' stroke-width="3"'}/>`,
    ...(node.struck
      ? [
          `<line x1="${left}" y1="${rounded(top + height)}" x2="${rounded(left + width)}" y2="${top}" stroke="${stroke}" stroke-width="2"/>`,
        ]
      : []),
  ];
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
