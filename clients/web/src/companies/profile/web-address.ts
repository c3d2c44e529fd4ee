/** A link to a company's site, only where it is one a browser should open. */
export function webAddress(website: string | null): { href: string; text: string } | null {
  if (!website) return null;
  const written = /^[a-z]+:/i.test(website) ? website : `https://${website}`;
  const url = URL.parse(written);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return { href: url.href, text: url.host.replace(/^www\./, '') };
}
