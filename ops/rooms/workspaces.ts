import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** A package of the house. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
  /** Packages it may import. */
  readonly declared: ReadonlySet<string>;
}

export function readWorkspaces(root: string): Workspace[] {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  return workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((file) => {
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
      const declared = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
        Object.keys(manifest[kind] ?? {}),
      );
      const folder = dirname(file).replaceAll('\\', '/');
      return {
        name: manifest.name,
        folder,
        exports: manifest.exports ?? {},
        declared: new Set([manifest.name, ...declared]),
      };
    });
}

export function workspaceOf(workspaces: readonly Workspace[], path: string): Workspace | undefined {
  return workspaces.find(({ folder }) => path.startsWith(`${folder}/`));
}

/** `@scope/name` or `name` of what a specifier imports; null for a file and for Node's own modules. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file of the house that a specifier leads to, from the root; null where it leads out of the house. */
export function targetOf(workspaces: readonly Workspace[], from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier));
  const workspace = workspaces.find(({ name }) => name === packageOf(specifier));
  if (!workspace) return null;
  const inner = `.${specifier.slice(workspace.name.length)}`;
  const patterns = Object.entries(workspace.exports).sort(([a], [b]) => b.length - a.length);
  for (const [pattern, place] of patterns) {
    const [before, after] = pattern.split('*') as [string, string?];
    if (after === undefined ? inner !== pattern : !(inner.startsWith(before) && inner.endsWith(after))) continue;
    const star = after === undefined ? '' : inner.slice(before.length, inner.length - after.length);
    return posix.normalize(posix.join(workspace.folder, place.replace('*', star)));
  }
  return posix.join(workspace.folder, inner);
}
