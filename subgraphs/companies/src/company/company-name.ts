const forms = new Map([
  ['incorporated', 'inc'],
  ['corporation', 'corp'],
  ['company', 'co'],
  ['companies', 'cos'],
  ['limited', 'ltd'],
  ['and', ''],
  ['the', ''],
  ['new', ''],
]);

/**
 * What is left of a company's name when case, accents, signs, the state behind a slash and ways to write a legal form are taken away. The order of the words
 * too: the SEC writes `SCHWAB CHARLES CORP`. Initials are one word.
 */
function essence(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/(\s[/\\][a-z ]+|[/\\][a-z]{2,})[/\\]?\s*$/, '')
    .replace(/public (limited|ltd) co(mpany)?\b/, 'plc')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(\p{L}) (?=\p{L}\b)/gu, '$1')
    .split(' ')
    .map((word) => forms.get(word) ?? word)
    .sort()
    .join('');
}

/** Whether two spellings mean one name: `THE PROCTER & GAMBLE CO /OH/` and `Procter and Gamble Company`. */
export const sameName = (a: string, b: string): boolean => essence(a) === essence(b);

/** Ten digits with leading zeros, or null where `text` is not 1 to 10 digits. */
export const canonicalCik = (text: string): string | null =>
  /^\d{1,10}$/.test(text.trim()) ? text.trim().padStart(10, '0') : null;
