/** TypeScript types of the scalars of the graph. A scalar that is missing here is refused rather than typed `any`. */
export const scalarTypes = {
  ID: 'string',
  Decimal: 'string',
  DateTime: 'string',
  Date: 'string',
} as const;
