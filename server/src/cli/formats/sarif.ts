import type { Range } from '../../../../grammars/text/line-index.ts';
import type { Span } from '../../../../grammars/text/span.ts';
import type { Severity } from '../../review/finding.ts';
import { rulePage } from '../../review/rule-page.ts';
import { rules } from '../../rules/index.ts';
import type { CheckedFile, CheckResult } from '../check.ts';
import type { Locale } from '../options.ts';

const LEVEL: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** SARIF 2.1.0; columns are 1-based UTF-16 code units. */
export function sarifReport(result: CheckResult, locale: Locale, version: string): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'netreview',
            version,
            informationUri: 'https://github.com/netreview/netreview',
            rules: rules.map(({ meta }) => ({
              id: meta.id,
              shortDescription: { text: meta.title[locale] },
              helpUri: rulePage(meta.id),
              defaultConfiguration: { level: LEVEL[meta.severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: result.problems.length === 0,
            toolExecutionNotifications: [
              ...result.problems.map((text) => ({ level: 'error', message: { text } })),
              ...result.skipped.map(({ path, reason }) => ({
                level: 'warning',
                message: { text: `${path}: ${reason}` },
              })),
            ],
          },
        ],
        properties: { preset: result.settings.preset, profile: result.settings.profile },
        results: result.files.flatMap((file) => resultsOf(file, locale)),
      },
    ],
  };
  return `${JSON.stringify(log)}\n`;
}

function resultsOf(file: CheckedFile, locale: Locale) {
  return file.findings.map((finding) => ({
    ruleId: finding.rule,
    level: LEVEL[finding.severity],
    message: { text: finding.text[locale] },
    locations: [place(file, finding.span)],
    ...(finding.related.length === 0
      ? {}
      : {
          relatedLocations: finding.related.map((related, id) => ({
            id,
            message: { text: related.text[locale] },
            ...(related.elsewhere
              ? physical(related.elsewhere.path, related.elsewhere.range)
              : place(file, related.span)),
          })),
        }),
    ...(finding.fixes.length === 0
      ? {}
      : {
          fixes: finding.fixes.map((fix) => ({
            description: { text: fix.title[locale] },
            artifactChanges: [
              {
                artifactLocation: { uri: uriOf(file.path) },
                replacements: fix.edits.map((edit) => ({
                  deletedRegion: place(file, edit.span).physicalLocation.region,
                  insertedContent: { text: edit.newText },
                })),
              },
            ],
          })),
        }),
    ...(finding.witness === undefined ? {} : { properties: { witness: finding.witness } }),
  }));
}

const place = (file: CheckedFile, span: Span) => physical(file.path, file.prepared.index.rangeOf(span));

const physical = (path: string, { start, end }: Range) => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(path) },
    region: {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    },
  },
});

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
