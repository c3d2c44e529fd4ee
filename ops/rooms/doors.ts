import type { Source, Violation } from './source.ts';
import { packageOf, targetOf, type Workspace, workspaceOf } from './workspaces.ts';

/** Who lives in a room, as the doors see it. */
export type Room =
  | 'contract'
  | 'schema'
  | 'kit'
  | `context ${string}`
  | 'gateway'
  | `client ${string}`
  | 'ops'
  | 'root';

/** Which room a file is in. */
export function roomOf(path: string): Room {
  const [first, second] = path.split('/');
  if (first === 'schema')
    return /^schema\/(registry|cli|tests|testing)\//.test(path) || /\.test\.ts$/.test(path) ? 'schema' : 'contract';
  if (first === 'subgraphs') return second === 'kit' ? 'kit' : `context ${second}`;
  if (first === 'gateway') return 'gateway';
  if (first === 'clients') return `client ${second}`;
  return first === 'ops' ? 'ops' : 'root';
}

const MAY_ENTER: Record<string, { rooms: readonly Room[]; rule: string }> = {
  contract: {
    rooms: [],
    rule: "schema/<context>, schema/subgraphs.ts and schema/symbol.ts import nothing but each other's plain files",
  },
  schema: { rooms: ['contract', 'kit'], rule: 'schema/registry and schema/cli import schema and kit alone' },
  kit: { rooms: [], rule: 'kit imports npm packages alone' },
  context: {
    rooms: ['contract', 'kit'],
    rule: 'a context imports schema/* and kit alone, never another context, the gateway, a client or ops',
  },
  gateway: {
    rooms: ['contract', 'kit'],
    rule: 'the gateway imports schema/<context>, schema/subgraphs.ts and kit alone, never a context',
  },
  client: { rooms: ['contract'], rule: 'a client imports schema/<context> as types alone, never server code' },
  'client web': {
    rooms: ['contract', 'client live'],
    rule: 'a client imports schema/<context> as types alone, never server code; the web app imports @lzstock/live too',
  },
};

/** Files that take part in tests, never in a process. */
export function isTest(path: string): boolean {
  return (
    /\.(test|suite)\.tsx?$/.test(path) ||
    /\/(tests|testing)\//.test(path) ||
    /^ops\/(e2e|fault|conformance|load|rooms|test-report)\//.test(path)
  );
}

/** What a source imports that its room has no door to. */
export function checkDoors(source: Source, workspaces: readonly Workspace[]): Violation[] {
  const own = workspaceOf(workspaces, source.path);
  return source.imports.flatMap(({ specifier, line, typeOnly }) => {
    const target = targetOf(workspaces, source.path, specifier);
    const rules =
      target === null ? npmRules(specifier, own) : houseRules(source.path, specifier, target, typeOnly, workspaces);
    return rules.map((rule) => ({ path: source.path, line, rule: `${rule} (imports ${specifier})` }));
  });
}

function npmRules(specifier: string, own: Workspace | undefined): string[] {
  const name = packageOf(specifier);
  if (name === null || !own || own.declared.has(name)) return [];
  return [
    `a package is named in the package.json of the workspace that imports it; ${own.folder} does not name ${name}`,
  ];
}

function houseRules(
  from: string,
  specifier: string,
  target: string,
  typeOnly: boolean,
  workspaces: readonly Workspace[],
): string[] {
  const broken: string[] = [];
  const room = roomOf(from);
  const there = roomOf(target);
  const door = MAY_ENTER[room] ?? MAY_ENTER[room.split(' ')[0]!];
  if (door && there !== room && !door.rooms.includes(there)) broken.push(door.rule);
  if (there === 'ops' && room !== 'ops') broken.push('nobody imports ops');
  if (room === 'gateway' && target === 'schema/symbol.ts') broken.push(MAY_ENTER.gateway!.rule);
  if (room.startsWith('client') && there === 'contract' && !typeOnly) broken.push(MAY_ENTER.client!.rule);
  if (target.startsWith('subgraphs/kit/testing/') && !isTest(from)) broken.push('kit/testing is for tests alone');
  const leaves = specifier.startsWith('.') && workspaceOf(workspaces, from) !== workspaceOf(workspaces, target);
  if (leaves) broken.push('another workspace is imported by its name, not by a path');
  return broken;
}

/** What a model file may know, so that its rules can be read and tried alone. */
export function checkModel(source: Source, workspaces: readonly Workspace[]): Violation[] {
  if (!roomOf(source.path).startsWith('context') || isTest(source.path) || !/\bdefineEntity\(/.test(source.code))
    return [];
  const folder = source.path.slice(0, source.path.lastIndexOf('/') + 1);
  return source.imports
    .filter(({ specifier }) => {
      const target = targetOf(workspaces, source.path, specifier);
      return !(
        specifier === '@mikro-orm/core' ||
        target === 'subgraphs/kit/src/refusal.ts' ||
        target?.startsWith(folder)
      );
    })
    .map(({ specifier, line }) => ({
      path: source.path,
      line,
      rule: `a model file imports @mikro-orm/core, kit/refusal and its own folder alone (imports ${specifier})`,
    }));
}
