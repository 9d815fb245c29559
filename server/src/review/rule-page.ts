/** Where a rule's page can be read. */
export const rulePage = (id: string): string =>
  `https://github.com/netreview/netreview/blob/main/server/src/rules/${id}/README.md`;
