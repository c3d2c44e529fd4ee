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

/** What is left of a company's name when case, accents, signs, the state behind a slash and ways to write a legal form are taken away. */
function essence(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/\/[a-z ]*\/?\s*$/, '')
    .replace(/&/g, ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => forms.get(word) ?? word)
    .join('');
}

/** Whether two spellings mean one name: `THE PROCTER & GAMBLE CO /OH/` and `Procter and Gamble Company`. */
export const sameName = (a: string, b: string): boolean => essence(a) === essence(b);

/** Ten digits with leading zeros, or null where `text` is not 1 to 10 digits. */
export const canonicalCik = (text: string): string | null =>
  /^\d{1,10}$/.test(text.trim()) ? text.trim().padStart(10, '0') : null;
