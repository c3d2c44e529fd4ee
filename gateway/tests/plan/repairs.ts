/** A place where Apollo's executor is put right before ours is compared with it. */
export interface Repair {
  readonly why: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const isObject = `(typeof inputValue === 'object' && !Array.isArray(inputValue))`;
const reportKind = `parameters.errors.push(federation_internals_1.ERRORS.INVALID_GRAPHQL.err(\`Invalid value found for \${pathLastElementDescription(path, type, parentType)}.\`, { path: Array.from(path) })); return { updated: null, hasErrors: true };`;
const reportName = `parameters.errors.push(federation_internals_1.ERRORS.INVALID_GRAPHQL.err(\`Invalid __typename found for object at \${pathLastElementDescription(path, type, parentType)}.\`, { path: Array.from(path) })); return { updated: null, hasErrors: true };`;

/** Everything in which ours differs from Apollo's executor on purpose. */
export const repairs: readonly Repair[] = [
  {
    why: 'a list, object or type name of the wrong kind becomes null and is reported like a leaf; there it ends the whole answer',
    file: 'resultShaping.js',
    from: '(0, federation_internals_1.assert)(Array.isArray(inputValue),',
    to: `if (!Array.isArray(inputValue)) { ${reportKind} } (0, federation_internals_1.assert)(true,`,
  },
  {
    why: 'the same for an object; a list in its place is one too, there it counts as an object without fields',
    file: 'resultShaping.js',
    from: `(0, federation_internals_1.assert)(typeof inputValue === 'object',`,
    to: `if (!${isObject}) { ${reportKind} } (0, federation_internals_1.assert)(true,`,
  },
  {
    why: 'the same for a type name',
    file: 'resultShaping.js',
    from: `(0, federation_internals_1.assert)(inputTypename === undefined || typeof inputTypename === 'string',`,
    to: `if (inputTypename !== undefined && typeof inputTypename !== 'string') { ${reportName} } (0, federation_internals_1.assert)(true,`,
  },
  {
    why: 'the same for the type name of the root, which is then taken for what was asked',
    file: 'resultShaping.js',
    from: `const typename = input[federation_internals_1.typenameFieldName];`,
    to: `const known = input[federation_internals_1.typenameFieldName]; const typename = typeof known === 'string' && parameters.schema.type(known) ? known : undefined;`,
  },
  {
    why: 'what is no list where the plan expects one leads to no entities; there it ends the whole answer',
    file: 'executeQueryPlan.js',
    from: 'return value.flatMap((element) => flattenResultsAtPath(element, rest));',
    to: 'return Array.isArray(value) ? value.flatMap((element) => flattenResultsAtPath(element, rest)) : undefined;',
  },
  {
    why: 'the same for what is no object',
    file: 'executeQueryPlan.js',
    from: '(0, federation_internals_1.assert)(!Array.isArray(value), () => `Unexpected array',
    to: `if (typeof value !== 'object' || Array.isArray(value)) return undefined; (0, federation_internals_1.assert)(true, () => \`Unexpected array`,
  },
  {
    why: 'the same at the end of the way to an entity',
    file: 'executeQueryPlan.js',
    from: 'if (path.length === 0)\n        return value;',
    to: `if (path.length === 0)\n        return typeof value === 'object' && !Array.isArray(value) ? value : undefined;`,
  },
  {
    why: 'the same where places of errors are looked for',
    file: 'executeQueryPlan.js',
    from: `(0, federation_internals_1.assert)(Array.isArray(data), 'expected array when encountering \`@\`');`,
    to: 'if (!Array.isArray(data)) return;',
  },
  {
    why: 'and what is no object is not counted there',
    file: 'executeQueryPlan.js',
    from: 'result.push(parent.slice());',
    to: "if (typeof data === 'object' && !Array.isArray(data)) result.push(parent.slice());",
  },
  {
    why: 'an entity that is no object, or data that is none, is an error of that fetch with its place; there it stops the fetch half way',
    file: 'executeQueryPlan.js',
    from: 'if (receivedEntity && !receivedEntity["__typename"]) {',
    to: `if (i >= representations.length) continue;
      if (receivedEntity !== null && (typeof receivedEntity !== 'object' || Array.isArray(receivedEntity))) {
        context.errors.push(downstreamServiceError({ message: 'Expected an object for an entity', path: ['_entities', i] }, fetch.serviceName, makeLazyErrorPathGenerator(fetch, currentCursor)));
        continue;
      }
      if (receivedEntity && !receivedEntity["__typename"]) {`,
  },
  {
    why: 'the same for data as a whole',
    file: 'executeQueryPlan.js',
    from: 'return response.data;',
    to: `if (response.data === null || response.data === undefined) return null;
      if (typeof response.data !== 'object' || Array.isArray(response.data)) throw new Error('Expected "data" in response to be an object');
      return response.data;`,
  },
  {
    why: 'an error names the entity that it is about, also where other entities of the list were not asked for',
    file: 'executeQueryPlan.js',
    from: 'const representationToEntity = [];',
    to: 'const representationToEntity = currentCursor.toEntity = [];',
  },
  {
    why: 'and where it is about none that was asked for, the place before the list',
    file: 'executeQueryPlan.js',
    from: 'const hydratedPath = (_a = hydratedPaths[errorPath[1]]) !== null && _a !== void 0 ? _a : [];',
    to: `const hydratedPath = hydratedPaths[cursor.toEntity[errorPath[1]]];
      if (!hydratedPath) return cursor.path.includes('@') ? cursor.path.slice(0, cursor.path.indexOf('@')) : cursor.path;`,
  },
  {
    why: 'a place for a client has no `@` and no `_entities` in it',
    file: 'executeQueryPlan.js',
    from: 'return errorPath ? [...cursor.path, ...errorPath.slice()] : undefined;',
    to: `if (!errorPath) return undefined;
      if (cursor.path.includes('@')) return cursor.path.slice(0, cursor.path.indexOf('@'));
      return fetch.requires ? cursor.path : [...cursor.path, ...errorPath.slice()];`,
  },
  {
    why: 'an object replaces what is none; there it cannot be joined to it and stops the fetch half way',
    file: 'utilities/deepMerge.js',
    from: 'if (target[key] && (0, predicates_1.isObject)(source[key])) {',
    to: 'if ((0, predicates_1.isObject)(target[key]) && (0, predicates_1.isObject)(source[key])) {',
  },
  {
    why: 'arguments from contexts are handed on, in a fetch of its own for those that are told the same; there they are left out',
    file: 'executeQueryPlan.js',
    from: 'await executeFetch(context, node, currentCursor, captureTraces ? traceNode : null, telemetryConfig);',
    to: `await Promise.all(told(context.supergraphSchema, node, currentCursor).map((cursor) =>
      executeFetch(context, node, cursor, null, telemetryConfig).catch((error) => { context.errors.push(error); })));`,
  },
  {
    why: 'each with its entities',
    file: 'executeQueryPlan.js',
    from: 'if (representation && representation[graphql_1.TypeNameMetaFieldDef.name]) {',
    to: 'if ((currentCursor.only?.has(index) ?? true) && representation && representation[graphql_1.TypeNameMetaFieldDef.name]) {',
  },
  {
    why: 'and with its values',
    file: 'executeQueryPlan.js',
    from: 'if (!fetch.requires) {',
    to: 'Object.assign(variables, currentCursor.contextual); if (!fetch.requires) {',
  },
  {
    why: 'an object that does not tell its type, where only one is possible, is of that type in whatever fragments; there it is forgotten in one on an interface',
    file: 'resultShaping.js',
    from: 'function applySelectionSet({ input, selectionSet, output, parameters, path, parentType, }) {',
    to: `function applySelectionSet({ input, selectionSet, output, parameters, path, parentType,
      certain = federation_internals_1.isObjectType(parentType) ? parentType : null }) {`,
  },
  {
    why: 'which is what decides about fragments',
    file: 'resultShaping.js',
    from: 'if (typeConditionApplies(parameters.schema, fragment.typeCondition, typename, parentType)) {',
    to: 'if (typeConditionApplies(parameters.schema, fragment.typeCondition, typename, certain ?? parentType)) {',
  },
  {
    why: 'and fragments in them',
    file: 'resultShaping.js',
    from: 'parentType: (_d = fragment.typeCondition)',
    to: 'certain, parentType: (_d = fragment.typeCondition)',
  },
  {
    why: 'and is its name where none came',
    file: 'resultShaping.js',
    from: '_c : parentType\n                        : parentType;',
    to: '_c : (certain ?? parentType) : (certain ?? parentType);',
  },
  {
    why: 'and what its field may be, which can be less than an interface of it allows',
    file: 'resultShaping.js',
    from: 'const fieldType = field.definition.type;',
    to: `const { isSubtype } = federation_internals_1;
      const fieldType = (certain && isSubtype(field.definition.parent, certain) && certain.field(field.name)?.type) || field.definition.type;`,
  },
];
