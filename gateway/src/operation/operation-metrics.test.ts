import { describe, expect, it } from '@jest/globals';
import { getOperationAST, parse } from 'graphql';
import { Registry } from 'prom-client';
import { measureOperations } from './operation-metrics.ts';
import { storedOperations } from './stored.ts';

const stored = storedOperations([{ format: 'list', operations: [{ id: '1', body: 'query Known { a }' }] }]);
const operation = (text: string) => getOperationAST(parse(text))!;

describe('what is counted of operations', () => {
  it('tells stored ones apart by name and all others by nothing that a stranger chose', async () => {
    const metrics = new Registry();
    const measure = measureOperations(metrics, stored);
    measure(operation('query Known { a }'), { data: { a: 1 } }, 0.01);
    measure(operation('query Evil1 { a }'), { data: { a: null }, errors: [{ message: 'no' }] }, 0.01);
    measure(operation('mutation { b }'), { errors: [{ message: 'no', extensions: { code: 'COST_LIMIT' } }] }, 0.01);
    measure(null, { errors: [{ message: 'no', extensions: { code: 'BAD_INPUT' } }] }, 0.01);
    const text = await metrics.metrics();
    for (const line of [
      'gateway_operations_total{operation="Known",kind="query",outcome="whole"} 1',
      'gateway_operations_total{operation="other",kind="query",outcome="partial"} 1',
      'gateway_operations_total{operation="other",kind="mutation",outcome="COST_LIMIT"} 1',
      'gateway_operations_total{operation="other",kind="none",outcome="BAD_INPUT"} 1',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain('Evil');
  });
});
