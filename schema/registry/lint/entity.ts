import { Kind } from 'graphql';
import { isExternal, isRoot } from './graph.ts';
import type { Rule } from './rule.ts';
import { argument, directives, keyFields } from './sdl-node.ts';

export const entityOwner: Rule = {
  id: 'entity-owner',
  says: 'Every entity has one home: the context whose `owns` in `schema/subgraphs.ts` lists it, or the only one that declares it.',
  *check({ contexts, types, owners, isEntity, declarations }) {
    for (const name of new Set(types.map((type) => type.name).filter(isEntity))) {
      const homes = owners(name);
      if (homes.length === 1) continue;
      yield {
        message: `${name} must have one home among the \`owns\` of schema/subgraphs.ts, came ${homes.length === 0 ? 'none' : homes.join(' and ')}.`,
        nodes: declarations(name).map(({ nodes }) => nodes[0]!),
      };
    }
    for (const { name, owns, document } of contexts) {
      for (const entity of owns) {
        if (types.some((type) => type.name === entity && type.context.name === name && keyFields(type).size > 0))
          continue;
        yield {
          message: `${name} owns ${entity} by schema/subgraphs.ts, but declares no ${entity} with a key.`,
          nodes: [document],
        };
      }
    }
  },
};

export const entityNeedsKey: Rule = {
  id: 'entity-needs-key',
  says: "Every mention of another context's entity is written `type X @key(fields: …) { … }`; an extension without a key is refused.",
  *check({ types, isForeign }) {
    for (const type of types) {
      if (isRoot(type) || keyFields(type).size > 0) continue;
      const extensionOnly =
        type.nodes.every((node) => /Extension$/.test(node.kind)) && type.nodes[0]!.kind === Kind.OBJECT_TYPE_EXTENSION;
      if (!extensionOnly && !isForeign(type)) continue;
      yield {
        message: `${type.name} in ${type.context.name} needs \`@key(fields: …)\`: without it nothing can be resolved across the border.`,
        nodes: [type.nodes[0]!],
      };
    }
  },
};

export const stubNotResolvable: Rule = {
  id: 'stub-not-resolvable',
  says: "Another context's entity that is only referred to is `@key(fields: …, resolvable: false)`.",
  *check({ types, isForeign }) {
    for (const type of types.filter(isForeign)) {
      const keys = keyFields(type);
      const adds = type.fields.some((field) => !keys.has(field.name.value) && !isExternal(type, field));
      if (adds || keys.size === 0) continue;
      for (const key of directives(type, 'key')) {
        const resolvable = argument(key, 'resolvable');
        if (resolvable?.kind === Kind.BOOLEAN && !resolvable.value) continue;
        yield {
          message: `${type.context.name} adds nothing to ${type.name}, so its key must say \`resolvable: false\`; otherwise the gateway may ask it for one.`,
          nodes: [key],
        };
      }
    }
  },
};
