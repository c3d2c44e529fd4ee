import type { Refusal, RefusalCode } from '@lzstock/kit/refusal';

/** A request that is no GraphQL request; answered with this status and sentence. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  readonly code: RefusalCode;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    code: RefusalCode = status === 403 ? 'FORBIDDEN' : 'BAD_INPUT',
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.code = code;
  }
}

const statuses: Partial<Record<RefusalCode, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, OVERLOADED: 503 };

/** How HTTP says a refusal that came before an operation was looked at. */
export function refusedWith({ code, message }: Refusal): HttpRefusal {
  const headers = code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {};
  return new HttpRefusal(statuses[code] ?? 400, message, headers, code);
}
