import { type ConstDirectiveNode, Kind, parse } from 'graphql';

const textArgument = (directive: ConstDirectiveNode, name: string): string | undefined => {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
};

/** Address of every subgraph by name, as the supergraph says, with `overrides` put before. */
export function subgraphUrls(
  supergraphSdl: string,
  overrides: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const graphs = parse(supergraphSdl).definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const urls = new Map<string, string>();
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return urls;
  for (const value of graphs.values ?? []) {
    const directive = value.directives?.find((each) => each.name.value === 'join__graph');
    const name = directive && textArgument(directive, 'name');
    if (name) urls.set(name, overrides[name] ?? textArgument(directive, 'url') ?? '');
  }
  return urls;
}
