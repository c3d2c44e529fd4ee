import { type ContextSdl, parseContext } from '../context-sdl.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@external", "@requires", "@authenticated", "@requiresScopes", "@listSize", "@composeDirective", "@tag", "@inaccessible"
])`;

/** Made-up contexts from SDL by name. The link to federation stands in their first line, so that the SDL begins in line 4. */
export function madeUp(
  sdl: Readonly<Record<string, string>>,
  owns: Readonly<Record<string, readonly string[]>> = {},
): ContextSdl[] {
  return Object.entries(sdl).map(([name, body]) => {
    const context = parseContext({
      name,
      url: `http://${name}.test/graphql`,
      owns: owns[name] ?? [],
      file: `schema/${name}/${name}.graphql`,
      body: `${federation}\n${body}`,
    });
    if ('document' in context) return context;
    throw new Error(`${context.message} at ${context.places[0]?.line}: ${context.places[0]?.text}`);
  });
}
