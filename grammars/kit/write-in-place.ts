import type { Dialect } from '../dialect.ts';
import { removal } from './statement-layout.ts';

/** For files of settings: values are replaced where they stand, statements taken out; what needs new ones the rule writes itself. */
export const writeInPlace: Dialect['write'] = (change, outline) => {
  switch (change.kind) {
    case 'edits':
      return change.edits;
    case 'replace-text':
      return [{ span: change.span, newText: change.newText }];
    case 'set-timer':
      return [{ span: change.timer.seconds.span, newText: `${change.seconds}` }];
    case 'delete-statements':
      return removal(outline.text, change.spans);
    default:
      return undefined;
  }
};
