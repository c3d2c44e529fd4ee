/** What belongs to the inside and may never be heard outside. */
export interface Leak {
  readonly what: string;
  readonly excerpt: string;
}

const signs: readonly (readonly [what: string, sign: RegExp])[] = [
  ['a stack', /\bat (?:async )?(?:[\w.<>[\] ]+ )?\(?(?:file:|node:|\/)[^\s)"]*:\d+:\d+/],
  ['a stack', /"stack(?:trace)?"\s*:/i],
  ['SQL', /\b(?:select\s[\s\S]{1,200}\sfrom|insert\s+into|update\s+[\w."]+\s+set|delete\s+from)\b/i],
  [
    'a file path',
    /(?:^|[\s"'(=]|file:\/\/)(?:\/[\w.@-]+){3,}\.(?:[cm]?[jt]sx?|sql|graphql)\b|\/node_modules\/|[A-Z]:\\\\/,
  ],
  ['an address of the inside', /\b(?:127\.0\.0\.1|localhost|\[?::1\]?):\d+/],
  ['serviceName', /serviceName/],
  ['a suggestion', /Did you mean/i],
];

/** Every sign of the inside in what was heard; `names` are those of subgraphs. */
export function findLeaks(texts: readonly string[], names: readonly string[]): Leak[] {
  const all = [...signs, ...names.map((name) => ['the name of a subgraph', new RegExp(`\\b${name}\\b`, 'i')] as const)];
  const found = new Map<string, Leak>();
  for (const text of texts) {
    for (const [what, sign] of all) {
      const at = text.search(sign);
      if (at >= 0 && !found.has(what))
        found.set(what, { what, excerpt: text.slice(Math.max(0, at - 20), at + 80).replaceAll(/\s+/g, ' ') });
    }
  }
  return [...found.values()];
}
