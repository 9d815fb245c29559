import type { SaidBlock, SaidItem } from '../draw-over.ts';
import type { Place } from '../graph-elements.ts';
import { itemOf } from './list-items.ts';

export interface Going {
  readonly open: (place: Place) => void;
  /** The device of an item is shown in the drawing. */
  readonly choose: (device: string) => void;
}

/** What is drawn, in words: a heading and a numbered list for each way, for what is gone, for what changes. */
export const saidBlocks = (blocks: readonly SaidBlock[], going: Going): HTMLElement[] =>
  blocks.flatMap(({ title, items }) => {
    const heading = document.createElement('h3');
    heading.textContent = title;
    const list = document.createElement('ol');
    list.setAttribute('aria-label', title);
    list.append(...items.map((item) => entryOf(item, going)));
    return [heading, list];
  });

function entryOf({ text, place, device, lines }: SaidItem, { open, choose }: Going): HTMLLIElement {
  const entry = itemOf(text, place && (() => open(place)));
  if (device !== undefined) entry.firstElementChild?.addEventListener('focus', () => choose(device));
  if (lines.length === 0) return entry;
  const below = document.createElement('ul');
  below.append(...lines.map((line) => itemOf(line.text, () => open(line.place))));
  entry.append(below);
  return entry;
}
