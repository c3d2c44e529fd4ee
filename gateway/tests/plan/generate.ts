import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** An operation and the variables to it. */
export interface Generated {
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

const maxFields = 25;

/**
 * Writes an operation over a graph: every choice takes the next number of `choices`; without any left the simplest is taken, so that fewer and smaller
 * numbers make simpler operations. What comes of it need not be valid: the same response name may mean two things. Where `fragmented`, it is mostly
 * fragments.
 */
export function generateOperation(
  schema: GraphQLSchema,
  choices: readonly number[],
  conditions = true,
  fragmented = false,
): Generated {
  let next = 0;
  let fields = 0;
  const choose = (count: number): number => (choices[next++] ?? 0) % count;
  const chance = (percent: number): boolean => choose(100) >= 100 - percent;
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];
  const fragments: string[] = [];

  function variable(type: string, value: unknown, byDefault?: string): string {
    const name = `v${definitions.length}`;
    definitions.push(`$${name}: ${type}${byDefault === undefined ? '' : ` = ${byDefault}`}`);
    if (byDefault === undefined || chance(50)) variables[name] = value;
    return `$${name}`;
  }

  function condition(): string {
    if (!conditions || !chance(12)) return '';
    const value = choose(2) === 1;
    const directive = choose(2) === 1 ? 'skip' : 'include';
    const by = choose(3);
    const given =
      by === 0 ? value : by === 1 ? variable('Boolean!', value) : variable('Boolean!', value, String(!value));
    return ` @${directive}(if: ${given})`;
  }

  function input(type: GraphQLInputType, depth: number): unknown {
    if (!isNonNullType(type) && choose(4) === 3) return null;
    const bare = isNonNullType(type) ? type.ofType : type;
    if (isListType(bare)) return Array.from({ length: choose(3) }, () => input(bare.ofType, depth + 1));
    if (isEnumType(bare)) return bare.getValues()[choose(bare.getValues().length)]!.name;
    if (isInputObjectType(bare)) {
      const given = Object.values(bare.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth < 3 && choose(2) === 1),
      );
      return Object.fromEntries(given.map((field) => [field.name, input(field.type, depth + 1)]));
    }
    switch (bare.name) {
      case 'Int':
        return choose(10);
      case 'Float':
        return choose(10) / 4;
      case 'Boolean':
        return choose(2) === 1;
      default:
        return `id-${choose(6)}`;
    }
  }

  function literal(value: unknown, type: GraphQLInputType): string {
    const bare = isNonNullType(type) ? type.ofType : type;
    if (value === null) return 'null';
    if (isListType(bare)) return `[${(value as unknown[]).map((each) => literal(each, bare.ofType)).join(', ')}]`;
    if (isEnumType(bare)) return String(value);
    if (isInputObjectType(bare))
      return `{${Object.entries(value as object)
        .map(([name, each]) => `${name}: ${literal(each, bare.getFields()[name]!.type)}`)
        .join(', ')}}`;
    return JSON.stringify(value);
  }

  function args(given: readonly GraphQLArgument[]): string {
    const written = given.flatMap((argument) => {
      const isNeeded = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!isNeeded && choose(3) !== 2) return [];
      const value = input(argument.type, 0);
      const text = choose(2) === 1 ? variable(String(argument.type), value) : literal(value, argument.type);
      return [`${argument.name}: ${text}`];
    });
    return written.length > 0 ? `(${written.join(', ')})` : '';
  }

  function field(definition: GraphQLField<unknown, unknown>, depth: number): string {
    fields += 1;
    const type = getNamedType(definition.type);
    const given = args(definition.args);
    const alias =
      given !== '' || chance(15)
        ? `${['a', 'b', 'constructor', '__proto__', 'id'][choose(5)]}${given ? fields : ''}: `
        : '';
    const inner = isCompositeType(type) ? ` ${selection(type, depth + 1)}` : '';
    return `${alias}${definition.name}${given}${condition()}${inner}`;
  }

  function selection(type: GraphQLCompositeType, depth: number): string {
    const parts: string[] = [];
    const all = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const known = all.filter((each) => depth < 7 || !isCompositeType(getNamedType(each.type)));
    const count = fields > maxFields ? 1 : 1 + choose(depth === 0 ? 3 : 4);
    let last: GraphQLField<unknown, unknown> | undefined;
    for (let at = 0; at < count; at += 1) {
      const kind = choose(12);
      if (kind === 11) parts.push(`${['', 't: ', 'id: '][choose(3)]}__typename${condition()}`);
      else if ((kind === 10 || ((fragmented || isAbstractType(type)) && kind > 3)) && depth < 7 && fields <= maxFields)
        parts.push(fragment(type, depth));
      else if (known.length > 0) {
        last = last && chance(30) ? last : known[choose(known.length)]!;
        parts.push(field(last, depth));
      } else parts.push('__typename');
    }
    return `{ ${parts.join(' ')} }`;
  }

  const abstract = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type));
  const wider = (type: GraphQLObjectType) => abstract.filter((each) => schema.isSubType(each, type));

  function fragment(type: GraphQLCompositeType, depth: number): string {
    const near = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type, ...wider(type)];
    const on = near[choose(near.length)]!;
    const inner = selection(on, depth + 1);
    const how = choose(4);
    if (how === 3) return `...${condition()} ${selection(type, depth + 1)}`;
    if (how === 2) {
      const name = `F${fragments.length}`;
      fragments.push(`fragment ${name} on ${on.name} ${inner}`);
      return `...${name}${condition()} ${chance(40) ? `...${name}` : ''}`;
    }
    return `... on ${on.name}${condition()} ${inner}`;
  }

  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type !== null && type !== undefined);
  const root = roots[chance(20) ? roots.length - 1 : 0]!;
  const body = selection(root, 0);
  const isQuery = root === schema.getQueryType();
  const local =
    isQuery && chance(8) ? '{ __schema { queryType { name } } ... { t2: __type(name: "Query") { kind name } } ' : '{ ';
  const head = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
  const text = `${isQuery ? 'query' : 'mutation'} Generated${head} ${local}${body.slice(1)}\n${fragments.join('\n')}`;
  return { text, variables };
}
