import { describe, expect, test } from 'vitest';
import { chooseDialect } from '../../../server/src/review/prepare.ts';
import { markerEdit } from './dialect-marker.ts';

function withMarker(text: string, dialect: string, lineComment: string): string {
  const { line, endLine, text: marker } = markerEdit(text, dialect, lineComment);
  const lines = text.split(/(?<=\n)/);
  return [...lines.slice(0, line), marker, ...lines.slice(endLine)].join('');
}

describe('the marker', () => {
  test('stands on top', () => {
    expect(withMarker('hostname a\n', 'ios', '!')).toBe('! netreview-dialect: ios\nhostname a\n');
  });

  test('stands below lines that must be first', () => {
    expect(withMarker('## template: jinja\n#cloud-config\na: 1\n', 'cloudinit', '#')).toBe(
      '## template: jinja\n#cloud-config\n# netreview-dialect: cloudinit\na: 1\n',
    );
  });

  test('replaces an older one, and keeps the line ends', () => {
    const once = withMarker('hostname a\r\n', 'ios', '!');
    expect(once).toBe('! netreview-dialect: ios\r\nhostname a\r\n');
    expect(withMarker(once, 'off', '#')).toBe('# netreview-dialect: off\r\nhostname a\r\n');
  });

  test('is what the review obeys', () => {
    const text = 'network:\n  version: 2\n';
    expect(chooseDialect({ text })?.dialect.id).toBe('netplan');
    expect(chooseDialect({ text: withMarker(text, 'off', '#') })).toBeUndefined();
    expect(chooseDialect({ text: withMarker(text, 'cloudinit', '#') })?.dialect.id).toBe('cloudinit');
  });
});
