import { Breach } from '../../conformance/case.ts';
import { codeOf, graphAnswer, type HttpAnswer, toldOfAnswer } from '../client/answer.ts';
import type { Target } from '../world/target.ts';

/** Rejects with what was expected and what came. */
export function expectThat(holds: boolean, expected: string, came: string): asserts holds {
  if (!holds) throw new Breach(`expected ${expected}, came ${came}`);
}

export function expectStatus(answer: HttpAnswer, ...statuses: readonly number[]): string {
  const came = toldOfAnswer(answer);
  expectThat(statuses.includes(answer.status), statuses.join(' or '), came);
  return came;
}

/** The outcome is right and came too late. */
export class TooSlow extends Breach {}

/** Codes by which an operation is turned away for its shape. */
export const shapeCodes: readonly string[] = ['OPERATION_LIMIT', 'COST_LIMIT'];

/** What a safelist says of a text it does not hold. */
export const notStored = 'PERSISTED_QUERY_NOT_FOUND';

const executed = (answer: HttpAnswer): boolean =>
  Object.values(graphAnswer(answer).data ?? {}).some((value) => value !== null);

/**
 * A text of the attacker's, turned away whole: nothing executed, one error with one of `codes` (or that of a safelist, which needs no other reason), no limit
 * told. Codes are ours; of a peer it is asked alone that it executed nothing and said so.
 */
export const expectRefusal = (answer: HttpAnswer, target: Target, codes: readonly string[] = shapeCodes): string =>
  expectTurnedAway(answer, target, target.safelist ? [...codes, notStored] : codes);

/** An operation that is known, turned away for what was sent with it. */
export function expectTurnedAway(answer: HttpAnswer, target: Target, codes: readonly string[] = shapeCodes): string {
  const came = toldOfAnswer(answer);
  const { errors = [] } = graphAnswer(answer);
  expectThat(!executed(answer) && (errors.length > 0 || answer.status >= 400), 'a refusal', came);
  if (target.name !== 'lz' || answer.status === 413) return came;
  expectThat(errors.length === 1, 'one error', `${errors.length}: ${came}`);
  expectThat(codes.includes(codeOf(errors[0])), codes.join(' or '), came);
  if (shapeCodes.includes(codeOf(errors[0])))
    expectThat(!/\d/.test(errors[0]!.message), 'a message without a number', errors[0]!.message);
  return came;
}

/** A typed answer: JSON with data or with errors that carry a code, never a fault. */
export function expectTyped(answer: HttpAnswer): string {
  const came = toldOfAnswer(answer);
  const { data, errors = [] } = graphAnswer(answer);
  expectThat(answer.status < 500, 'no fault', came);
  expectThat(data !== undefined || errors.length > 0, 'a GraphQL answer', came);
  const untyped = errors.filter((error) => codeOf(error) === 'no code' || /^INTERNAL/.test(codeOf(error)));
  expectThat(untyped.length === 0, 'errors with a code', came);
  return came;
}
