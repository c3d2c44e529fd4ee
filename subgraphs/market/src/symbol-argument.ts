import { badInput } from '@lzstock/kit/refusal';
import { canonicalSymbol } from '@lzstock/schema/symbol';

/** The canonical form of an argument's symbol. Throws a refusal where it is none. */
export function symbolArgument(argument: string, value: unknown): string {
  const symbol = typeof value === 'string' ? canonicalSymbol(value) : null;
  if (symbol === null) throw badInput(argument, 'a symbol like AAPL or BRK.B', value);
  return symbol;
}
