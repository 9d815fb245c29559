import { expect, test } from 'vitest';
import { compareDocuments } from './compare-documents.ts';
import { comparisonMarkdown } from './comparison-report.ts';
import { prepare } from './prepare.ts';

/** A policy whose name is markup. */
const text = (le: number): string => `hostname r1
ip prefix-list OWN seq 5 permit 198.51.100.0/24 le ${le}
route-map IN<b>[x](y) permit 10
 match ip address prefix-list OWN
router bgp 64496
 neighbor 192.0.2.2 remote-as 64500
 neighbor 192.0.2.2 route-map IN<b>[x](y) in
`;

test('the page names what decides, and names of a configuration are no markup in it', () => {
  const [before, after] = [26, 28].map((le) => prepare({ text: text(le), dialect: 'ios' })!);
  const comparison = compareDocuments(before!, after!);
  if ('problem' in comparison) throw new Error(comparison.problem.en);
  const page = comparisonMarkdown(comparison, { before: 'HEAD', after: 'r1.cfg' }, 'en');
  expect(page.split('\n')).toEqual(
    expect.arrayContaining([
      '### routes from `192.0.2.2`, IPv4',
      '- `198.51.100.0/24 ge 27 le 28`',
      '- `HEAD`: refused by `the end of IN<b>[x](y)`',
      '- `r1.cfg`: accepted by `permit 10 of IN<b>[x](y)`, line 3',
    ]),
  );
  expect(comparisonMarkdown(comparison, { before: 'HEAD', after: 'r1.cfg' }, 'zh-cn')).toContain(
    '### 来自 `192.0.2.2` 的路由,IPv4',
  );
});
